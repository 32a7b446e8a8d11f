using Npgsql;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Digests;

/// <summary>The processor time of workers and of PostgreSQL since a moment.</summary>
internal sealed class ProcessorUse(int postmaster, IEnumerable<MeasuredProcess> workers)
{
    private readonly TimeSpan _databaseBefore = DatabaseTime(postmaster);
    private readonly Dictionary<MeasuredProcess, TimeSpan> _before = workers.ToDictionary(worker => worker, worker => MeasuredProcess.CpuTimeOf(worker.Id));
    private TimeSpan _ended;

    public static async Task<ProcessorUse> StartAsync(NpgsqlDataSource database, IEnumerable<MeasuredProcess> workers, CancellationToken ct)
    {
        await using var command = database.CreateCommand("SELECT pg_backend_pid()");
        var backend = (int)(await command.ExecuteScalarAsync(ct))!;
        return new ProcessorUse(ProcessStat.Read(backend)?.Parent ?? throw new BenchException("PostgreSQL does not run on this machine."), workers);
    }

    /// <summary>To be called before a worker is killed: its time counts to here.</summary>
    public void End(MeasuredProcess worker)
    {
        _ended += MeasuredProcess.CpuTimeOf(worker.Id) - _before[worker];
        _before.Remove(worker);
    }

    /// <summary>A worker that starts meanwhile: its start counts.</summary>
    public void Begin(MeasuredProcess worker) => _before.Add(worker, TimeSpan.Zero);

    public (TimeSpan Workers, TimeSpan Database) Read() =>
        (_before.Aggregate(_ended, (sum, worker) => sum + MeasuredProcess.CpuTimeOf(worker.Key.Id) - worker.Value), DatabaseTime(postmaster) - _databaseBefore);

    // With the backends that have ended.
    private static TimeSpan DatabaseTime(int postmaster) => MeasuredProcess.CpuTimeOf(postmaster) + (ProcessStat.Read(postmaster)?.ChildrenCpu ?? TimeSpan.Zero);
}
