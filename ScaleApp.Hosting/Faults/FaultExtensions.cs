using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ScaleApp.Hosting;

public static class FaultExtensions
{
    internal const string KillCommand = "kill", PauseCommand = "pause", SecondsArgument = "seconds";

    /// <summary>
    /// Gives the rows of projects, Redis and PostgreSQL the commands Kill (SIGKILL) and Pause (SIGSTOP for some seconds), also for
    /// <c>aspire resource</c>. <see cref="FaultInjector"/> is the service behind them. Only on Linux.
    /// </summary>
    public static IDistributedApplicationBuilder UseFaultCommands(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode || !OperatingSystem.IsLinux())
        {
            return builder;
        }

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<FaultInjector>();
        builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            foreach (var resource in started.Model.Resources.Where(CanFail))
            {
                AddCommands(builder.CreateResourceBuilder(resource));
            }

            return Task.CompletedTask;
        });

        return builder;
    }

    private static bool CanFail(IResource resource) => resource is ProjectResource or RedisResource or PostgresServerResource or PgBouncerResource;

    private static void AddCommands(IResourceBuilder<IResource> resource) => resource
        .WithCommand(KillCommand, "Kill", context => Task.FromResult(Injector(context).Kill(context.ResourceName)), new CommandOptions
        {
            Description = "Ends the process at once (SIGKILL), as a crash does.",
            IconName = "Flash",
            UpdateState = IfRunning,
        })
        .WithCommand(PauseCommand, "Pause…", PauseAsync, new CommandOptions
        {
            Description = "Stops the process for a while (SIGSTOP), as an overloaded machine does.",
            IconName = "Pause",
            UpdateState = IfRunning,
            Arguments =
            [
                new InteractionInput { Name = SecondsArgument, Label = $"Seconds (1 to {FaultInjector.MaxPause.TotalSeconds:0})", InputType = InputType.Number, Required = true, Value = "5" },
            ],
        });

    private static Task<ExecuteCommandResult> PauseAsync(ExecuteCommandContext context)
    {
        var given = context.Arguments.FirstOrDefault(argument => argument.Name == SecondsArgument)?.Value;
        return Task.FromResult(double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            ? Injector(context).Pause(context.ResourceName, TimeSpan.FromSeconds(Math.Clamp(seconds, -1, FaultInjector.MaxPause.TotalSeconds + 1)))
            : CommandResults.Failure($"'{given}' is not a number of seconds."));
    }

    private static FaultInjector Injector(ExecuteCommandContext context) => context.Services.GetRequiredService<FaultInjector>();

    private static ResourceCommandState IfRunning(UpdateCommandStateContext context) =>
        context.ResourceSnapshot.State?.Text == KnownResourceStates.Running ? ResourceCommandState.Enabled : ResourceCommandState.Disabled;
}
