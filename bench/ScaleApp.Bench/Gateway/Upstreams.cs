using ScaleApp.Bench.Measuring;
using ScaleApp.ServiceDefaults.Replicas;

namespace ScaleApp.Bench.Gateway;

internal sealed class Upstreams(BenchRedis redis) : IAsyncDisposable
{
    private static readonly TimeSpan RegistrationLimit = TimeSpan.FromSeconds(30);

    private readonly List<(MeasuredProcess Process, int Port)> _all = [];

    public string Redis => redis.Address;

    public int[] Ports => [.. _all.Select(upstream => upstream.Port)];

    public (MeasuredProcess Process, int Port) First => _all[0];

    public static async Task<Upstreams> StartAsync(int count, CancellationToken cancellationToken)
    {
        var upstreams = new Upstreams(await BenchRedis.StartAsync(appendOnly: false));
        for (var i = 0; i < count; i++)
        {
            await upstreams.AddAsync(cancellationToken);
        }

        return upstreams;
    }

    /// <summary>Starts another one, and returns when it is registered.</summary>
    public async Task AddAsync(CancellationToken cancellationToken)
    {
        var added = await HiddenServer.StartAsync(UpstreamCommand.Name, redis.Address, cancellationToken);
        _all.Add(added);
        var registry = new ReplicaRegistry(redis.Connection);
        var isRegistered = await Polling.UntilAsync(
            async () => (await registry.ListAsync(UpstreamCommand.Service, cancellationToken)).Any(replica => replica.Address.Port == added.Port),
            RegistrationLimit, cancellationToken);
        if (!isRegistered)
        {
            throw new BenchException($"The upstream at port {added.Port} is not registered after {RegistrationLimit.TotalSeconds} s.");
        }
    }

    /// <summary>SIGKILL: it cannot withdraw, nor finish what it has.</summary>
    public async Task KillAsync(int index)
    {
        var (process, _) = _all[index];
        _all.RemoveAt(index);
        await process.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in _all)
        {
            await process.DisposeAsync();
        }

        await redis.DisposeAsync();
    }
}
