using System.Collections.Immutable;
using ScaleApp.Hosting.Orchestration.Resources;

namespace ScaleApp.Hosting.Orchestration.Replicas;

/// <summary>The replicas of one resource. Their number can change while they run.</summary>
internal sealed class ReplicaSet : IWorkload
{
    private readonly ReplicaBlueprint _blueprint;
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _resizing = new(1, 1);
    private ImmutableArray<Replica> _replicas = [];
    private bool _isStarted;

    public ReplicaSet(ReplicaBlueprint blueprint, int size)
    {
        _blueprint = blueprint;
        Grow(size);
    }

    /// <summary>Called with a replica and its status before and after, in order for each replica; must be quick.</summary>
    public event Action<Replica, ReplicaStatus, ReplicaStatus>? ReplicaChanged;

    /// <summary>Called when a replica was taken out for good.</summary>
    public event Action<Replica>? ReplicaRemoved;

    public Observed<WorkloadStatus> Status { get; } = new(new WorkloadStatus());

    /// <summary>The replicas there are now, by index.</summary>
    public IReadOnlyList<Replica> Replicas => _replicas;

    /// <summary>Whether there can be another number of them: each has ports of its own, and none is meant to end.</summary>
    public bool CanScale => !_blueprint.IsMeantToEnd && _blueprint.Endpoints.Bindings.All(binding => binding.FixedPort is null);

    public void Start()
    {
        lock (_lock)
        {
            _isStarted = true;
            foreach (var replica in _replicas)
            {
                replica.Start();
            }
        }

        Summarize();
    }

    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        ImmutableArray<Replica> replicas;
        lock (_lock)
        {
            _isStarted = false;
            replicas = _replicas;
        }

        await Task.WhenAll(replicas.Select(replica => replica.StopAsync(drain, cancellationToken)));
    }

    /// <summary>
    /// Makes it that many replicas. New ones get the lowest free indexes and requests once they are healthy; those with the
    /// highest indexes go: out of the balancers, drained, stopped. Returns when those that go are gone.
    /// </summary>
    public async Task ScaleAsync(int size, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);

        await _resizing.WaitAsync(cancellationToken);
        try
        {
            Grow(size);
            var gone = _replicas.Skip(size).ToArray();
            await Task.WhenAll(gone.Select(replica => TakeOutAsync(replica, cancellationToken)));
        }
        finally
        {
            _resizing.Release();
        }
    }

    /// <summary>Stops one replica in order, starts it again, and returns when it is ready or has failed.</summary>
    public async Task RestartAsync(Replica replica, CancellationToken cancellationToken)
    {
        await replica.StopAsync(_blueprint.Options.DrainTimeout, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        replica.Start();
        await replica.Status.WaitAsync(
            now => now.IsReady || now.Phase is ReplicaPhase.Finished or ReplicaPhase.FailedToStart or ReplicaPhase.CrashLoop,
            cancellationToken);
    }

    /// <summary>
    /// Restarts one replica after the other, each once the one before is ready again, so that the rest serve. Returns the one
    /// that could not be started again, where it ends; null when all are ready.
    /// </summary>
    public async Task<Replica?> RollAsync(CancellationToken cancellationToken)
    {
        foreach (var replica in _replicas)
        {
            // One that was taken out meanwhile is not brought back.
            if (!_replicas.Contains(replica))
            {
                continue;
            }

            await RestartAsync(replica, cancellationToken);
            if (!replica.Status.Value.IsReady)
            {
                return replica;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        _resizing.Dispose();
    }

    private void Grow(int size)
    {
        lock (_lock)
        {
            for (var index = _replicas.Length; index < size; index++)
            {
                var replica = new Replica(ReplicaNames.Create(_blueprint.ResourceName), index, _blueprint);
                replica.Status.Changed += (before, now) =>
                {
                    ReplicaChanged?.Invoke(replica, before, now);
                    Summarize();
                };
                _replicas = _replicas.Add(replica);
                if (_isStarted)
                {
                    replica.Start();
                }
            }
        }

        Summarize();
    }

    private async Task TakeOutAsync(Replica replica, CancellationToken cancellationToken)
    {
        await replica.StopAsync(_blueprint.Options.DrainTimeout, cancellationToken);
        await replica.DisposeAsync();
        lock (_lock)
        {
            _replicas = _replicas.Remove(replica);
        }

        Summarize();
        ReplicaRemoved?.Invoke(replica);
    }

    private void Summarize() => Status.Update(
        before => ReplicaSetSummary.Of([.. _replicas.Select(replica => replica.Status.Value)]).After(before));
}
