using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Hosting.BuiltPrograms;

internal sealed partial class BuiltProgramLauncher(ProgramPaths paths, IConfiguration configuration, ILogger<BuiltProgramLauncher> logger)
    : IDistributedApplicationEventingSubscriber
{
    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken ct)
    {
        // `dotnet watch` rebuilds and restarts the projects itself, which needs the default command.
        var watched = configuration["DOTNET_WATCH"] is "1" or "true" or "True";
        if (configuration.GetValue("BuiltPrograms:Enabled", true) && !watched)
        {
            eventing.Subscribe<BeforeStartEvent>((started, _) =>
            {
                Launch(started.Model.Resources.OfType<ProjectResource>());
                return Task.CompletedTask;
            });
        }

        return Task.CompletedTask;
    }

    private void Launch(IEnumerable<ProjectResource> projects)
    {
        // Replicas share their resource, several resources may share a project: one line a project is enough.
        var unknown = new HashSet<string>(StringComparer.Ordinal);
        foreach (var project in projects.Where(project => !project.Annotations.OfType<ExecutableAnnotation>().Any()))
        {
            var path = project.GetProjectMetadata().ProjectPath;
            var (program, reason) = paths.Find(path);
            if (program is null)
            {
                if (unknown.Add(path))
                {
                    LogDotnetRun(project.Name, reason);
                }

                continue;
            }

            project.Annotations.Add(new ExecutableAnnotation
            {
                Command = program,
                WorkingDirectory = Path.GetDirectoryName(path)!,
            });
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Resource} starts with `dotnet run`, a second process beside each replica, because {Reason}.")]
    private partial void LogDotnetRun(string resource, string? reason);
}
