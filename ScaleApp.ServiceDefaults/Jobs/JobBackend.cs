using Hangfire;
using Hangfire.Server;

namespace ScaleApp.ServiceDefaults.Jobs;

/// <summary>What differs between the storages in which jobs can be kept.</summary>
internal interface IJobBackend
{
    /// <summary>Whether the storage lists the next job of a queue first, or last.</summary>
    bool ListsNextJobFirst { get; }

    /// <summary>The name of a filter that <see cref="Configure"/> registers and without which the storage does not work; null for none.</summary>
    string? StorageFilter { get; }

    JobStorage CreateStorage();

    void Configure(IGlobalConfiguration configuration);

    /// <summary>What runs beside the workers of each server.</summary>
    IEnumerable<IBackgroundProcess> ProcessesOfServer(int workers, string[] queues);

    /// <summary>What runs once in a process that has servers.</summary>
    IEnumerable<IBackgroundProcess> ProcessesOfHost();
}
