using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting.Scaling;

internal static class ReplicaSetCommands
{
    public const string Scale = "scale", RollingRestart = "rolling-restart", AutoscaleOn = "autoscale-on", AutoscaleOff = "autoscale-off";

    private const string ReplicasArgument = "replicas";

    public static IResourceBuilder<ReplicaSetResource> WithReplicaSetCommands(this IResourceBuilder<ReplicaSetResource> builder)
    {
        var set = builder.Resource;
        return builder
            .WithCommand(Scale, "Scale…", context => ScaleAsync(set, context), new CommandOptions
            {
                Description = $"Starts or stops replicas of '{set.Project.Name}' until so many run.",
                IconName = "ArrowAutofitHeight",
                IsHighlighted = true,
                Arguments =
                [
                    new InteractionInput
                    {
                        Name = ReplicasArgument, Label = $"Replicas ({set.Min} to {set.Max})", InputType = InputType.Number, Required = true,
                    },
                ],
            })
            .WithCommand(RollingRestart, "Rolling restart", context => Sets(context).RollingRestartAsync(set.Project.Name, context.CancellationToken), new CommandOptions
            {
                Description = "Restarts one replica after the other; the others serve meanwhile.",
                IconName = "ArrowSyncCircle",
                IsHighlighted = true,
            })
            .WithCommand(AutoscaleOn, "Autoscale on", context => Sets(context).SwitchAutoscalingAsync(set.Project.Name, isOn: true), new CommandOptions
            {
                Description = "Lets the load decide how many replicas run.",
                IconName = "TopSpeed",
                UpdateState = context => Unless(ReplicaSetRow.IsAutoscaled(context.ResourceSnapshot)),
            })
            .WithCommand(AutoscaleOff, "Autoscale off", context => Sets(context).SwitchAutoscalingAsync(set.Project.Name, isOn: false), new CommandOptions
            {
                Description = "Leaves the number of replicas as it is.",
                IconName = "DismissCircle",
                UpdateState = context => Unless(!ReplicaSetRow.IsAutoscaled(context.ResourceSnapshot)),
            });
    }

    private static Task<ExecuteCommandResult> ScaleAsync(ReplicaSetResource set, ExecuteCommandContext context)
    {
        var given = context.Arguments.FirstOrDefault(argument => argument.Name == ReplicasArgument)?.Value;
        return int.TryParse(given, NumberStyles.Integer, CultureInfo.InvariantCulture, out var replicas)
            ? Sets(context).ScaleAsync(set.Project.Name, replicas, context.CancellationToken)
            : Task.FromResult(CommandResults.Failure($"'{given}' is not a number of replicas. Give one from {set.Min} to {set.Max}."));
    }

    private static ReplicaSets Sets(ExecuteCommandContext context) => context.Services.GetRequiredService<ReplicaSets>();

    private static ResourceCommandState Unless(bool isHidden) => isHidden ? ResourceCommandState.Hidden : ResourceCommandState.Enabled;
}
