using Aspire.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting.Testing;

/// <summary>Replicas and servers of a running AppHost, in the hands of a test.</summary>
/// <remarks>The AppHost calls <c>UseReplicaSupervision</c> and <c>UseFaultCommands</c>, and <c>WithScaling</c> for projects that are scaled.</remarks>
public static class ReplicaTestingExtensions
{
    /// <summary>The replicas of a project.</summary>
    /// <exception cref="ArgumentException">The AppHost has no such resource.</exception>
    public static ReplicaGroup Replicas(this DistributedApplication app, string project)
    {
        ArgumentNullException.ThrowIfNull(app);
        return new ReplicaGroup(app, project);
    }

    /// <summary>Kills an installed server with SIGKILL. Its supervisor starts it again.</summary>
    /// <exception cref="InvalidOperationException">It does not run, or it is a container.</exception>
    public static void KillServer(this DistributedApplication app, string resource)
    {
        ArgumentNullException.ThrowIfNull(app);
        ReplicaGroup.Succeed(app.Services.GetRequiredService<FaultInjector>().Kill(resource));
    }

    /// <summary>Stops an installed server with SIGSTOP and lets it run on after a while. Returns when it has stopped.</summary>
    /// <exception cref="InvalidOperationException">It does not run, or it is a container.</exception>
    public static void PauseServer(this DistributedApplication app, string resource, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(app);
        ReplicaGroup.Succeed(app.Services.GetRequiredService<FaultInjector>().Pause(resource, duration));
    }
}
