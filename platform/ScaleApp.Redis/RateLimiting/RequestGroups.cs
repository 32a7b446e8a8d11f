using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace ScaleApp.Redis.RateLimiting;

/// <summary>
/// Lets requests of one partition that come while one of them is asking for the same wait for it, and then ask together: a
/// client that sends many at once costs one call now and then, and each is still decided after it came.
/// </summary>
/// <param name="ask">Asks for so many requests; returns a decision for each, or one for all.</param>
internal sealed class RequestGroups(Func<RateLimitRequest, int, Task<RateLimitDecision[]>> ask)
{
    // One entry a partition that is asking at the moment: as many as there are requests in flight, at most.
    private readonly ConcurrentDictionary<Key, Group> _groups = new();

    public Task<RateLimitDecision> JoinAsync(RateLimitRequest request)
    {
        var key = new Key(request.Partition, request.Charges);
        while (true)
        {
            var group = _groups.GetOrAdd(key, static _ => new Group());
            if (group.TryJoin(out var decision, out var isFirst))
            {
                if (isFirst)
                {
                    _ = RunAsync(key, group, request);
                }

                return decision;
            }
        }
    }

    private async Task RunAsync(Key key, Group group, RateLimitRequest request)
    {
        while (group.TakeWaiting() is { } waiting)
        {
            try
            {
                var decisions = await ask(request, waiting.Count);
                for (var i = 0; i < waiting.Count; i++)
                {
                    waiting[i].SetResult(decisions[Math.Min(i, decisions.Length - 1)]);
                }
            }
            catch (Exception error)
            {
                waiting.ForEach(one => one.SetException(error));
            }
        }

        _groups.TryRemove(new(key, group));
    }

    private sealed class Group
    {
        private readonly Lock _lock = new();
        private List<TaskCompletionSource<RateLimitDecision>> _waiting = [];
        private bool _isRunning;
        private bool _isOver;

        /// <summary>False when the group has just ended.</summary>
        public bool TryJoin(out Task<RateLimitDecision> decision, out bool isFirst)
        {
            lock (_lock)
            {
                var mine = new TaskCompletionSource<RateLimitDecision>(TaskCreationOptions.RunContinuationsAsynchronously);
                (decision, isFirst) = (mine.Task, !_isRunning);
                if (!_isOver)
                {
                    _waiting.Add(mine);
                    _isRunning = true;
                }

                return !_isOver;
            }
        }

        /// <summary>Those that ask together now; null when there are none, and then nobody can join any more.</summary>
        public List<TaskCompletionSource<RateLimitDecision>>? TakeWaiting()
        {
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    _isOver = true;
                    return null;
                }

                var taken = _waiting;
                _waiting = [];
                return taken;
            }
        }
    }

    /// <summary>The charges of an endpoint are one object, made once.</summary>
    private readonly record struct Key(string Partition, IReadOnlyList<RateLimitCharge> Charges)
    {
        public bool Equals(Key other) => ReferenceEquals(Charges, other.Charges) && Partition == other.Partition;

        public override int GetHashCode() => HashCode.Combine(Partition, RuntimeHelpers.GetHashCode(Charges));
    }
}
