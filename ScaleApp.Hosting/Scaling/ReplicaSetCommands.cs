using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting.Scaling;

/// <summary>The commands of a set's row, for the dashboard and the CLI.</summary>
internal static class ReplicaSetCommands
{
    public const string Scale = "scale", RollingRestart = "rolling-restart", AutoscaleOn = "autoscale-on", AutoscaleOff = "autoscale-off";

    private const string ReplicasArgument = "replicas";

    public static IResourceBuilder<ReplicaSetResource> WithReplicaSetCommands(this IResourceBuilder<ReplicaSetResource> builder)
    {
        var set = builder.Resource;
        return builder
            .WithCommand(Scale, "Scale…", context => ScaleAsync(SetOf(context, set), context), new CommandOptions
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
            .WithCommand(RollingRestart, "Rolling restart", context => SetOf(context, set).RollingRestartAsync(context.CancellationToken), new CommandOptions
            {
                Description = "Restarts one replica after the other; the others serve meanwhile.",
                IconName = "ArrowSyncCircle",
                IsHighlighted = true,
            })
            .WithCommand(AutoscaleOn, "Autoscale on", context => Switch(SetOf(context, set), isOn: true), new CommandOptions
            {
                Description = "Lets the load decide how many replicas run.",
                IconName = "TopSpeed",
                UpdateState = context => Unless(ReplicaSetRow.IsAutoscaled(context.ResourceSnapshot)),
            })
            .WithCommand(AutoscaleOff, "Autoscale off", context => Switch(SetOf(context, set), isOn: false), new CommandOptions
            {
                Description = "Leaves the number of replicas as it is.",
                IconName = "DismissCircle",
                UpdateState = context => Unless(!ReplicaSetRow.IsAutoscaled(context.ResourceSnapshot)),
            });
    }

    private static Task<ExecuteCommandResult> ScaleAsync(ReplicaSet set, ExecuteCommandContext context)
    {
        var given = context.Arguments.FirstOrDefault(argument => argument.Name == ReplicasArgument)?.Value;
        return int.TryParse(given, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var replicas)
            ? set.ScaleAsync(replicas, context.CancellationToken)
            : Task.FromResult(CommandResults.Failure($"'{given}' is not a number of replicas. Give one from {set.Resource.Min} to {set.Resource.Max}."));
    }

    private static Task<ExecuteCommandResult> Switch(ReplicaSet set, bool isOn) => set.SwitchAutoscalingAsync(isOn);

    private static ReplicaSet SetOf(ExecuteCommandContext context, ReplicaSetResource resource) =>
        context.Services.GetRequiredService<ReplicaSets>().Find(resource.Project.Name)
        ?? throw new InvalidOperationException($"The replicas of '{resource.Project.Name}' are not known yet.");

    private static ResourceCommandState Unless(bool isHidden) => isHidden ? ResourceCommandState.Hidden : ResourceCommandState.Enabled;
}
