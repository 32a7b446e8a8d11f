using System.Collections.Concurrent;
using System.Threading.Channels;
using ScaleApp.Jobs;

namespace ScaleApp.Tests.Jobs;

/// <summary>What jobs of tests do: they report to the test that made them, and wait when it wants them to.</summary>
public sealed class Probe
{
    private static readonly ConcurrentDictionary<string, Probe> All = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private int _running;

    public Probe() => All[Name] = this;

    public string Name { get; } = Guid.NewGuid().ToString("N");

    public int MostAtOnce { get; private set; }

    public int FailuresLeft { get; set; }

    public static Probe Of(string name) => All[name];

    public void Release() => _release.TrySetResult();

    public void Report(string what) => _events.Writer.TryWrite(what);

    public bool IsSilent => !_events.Reader.TryPeek(out _);

    public async Task<string> NextAsync(TimeSpan? within = null) =>
        await _events.Reader.ReadAsync().AsTask().WaitAsync(within ?? Support.Eventually.Default);

    public async Task<string[]> NextAsync(int count)
    {
        var events = new string[count];
        for (var i = 0; i < count; i++)
        {
            events[i] = await NextAsync();
        }

        return events;
    }

    public Task HoldAsync(CancellationToken ct) => _release.Task.WaitAsync(ct);

    public void Enter()
    {
        lock (_events)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }
    }

    public void Leave()
    {
        lock (_events)
        {
            _running--;
        }
    }

    public bool ShouldFail()
    {
        lock (_events)
        {
            return FailuresLeft-- > 0;
        }
    }
}

#pragma warning disable CA1822 // Jobs are instance methods: that the engine makes the instance is what is tested.
/// <summary>The jobs that tests create.</summary>
public sealed class ProbeJobs(IJobContext context)
{
    public void Report(string probe, string what) => Probe.Of(probe).Report(what);

    public Task ReportAsync(string probe, string what, CancellationToken ct)
    {
        Probe.Of(probe).Report(what);
        return Task.CompletedTask;
    }

    public void ReportContext(string probe) =>
        Probe.Of(probe).Report($"{context.JobId} {context.Queue} {context.Attempt} {context.FencingToken > 0}");

    [AutomaticRetry(Attempts = 3, DelaysInSeconds = [0])]
    public void FailAtFirst(string probe, IJobContext job)
    {
        if (Probe.Of(probe).ShouldFail())
        {
            throw new InvalidOperationException("on purpose");
        }

        Probe.Of(probe).Report($"attempt {job.Attempt}");
    }

    [AutomaticRetry(Attempts = 0)]
    public void Fail(string probe) => throw new InvalidOperationException("on purpose " + probe);

    [AutomaticRetry(Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete)]
    public void FailAndVanish(string probe)
    {
        Probe.Of(probe).Report("failing");
        throw new InvalidOperationException("on purpose");
    }

    public async Task HoldAsync(string probe, CancellationToken ct)
    {
        Probe.Of(probe).Report("started");
        try
        {
            await Probe.Of(probe).HoldAsync(ct);
            Probe.Of(probe).Report("released");
        }
        catch (OperationCanceledException)
        {
            Probe.Of(probe).Report("cancelled");
            throw;
        }
    }

    /// <summary>Does not look at its token.</summary>
    public async Task HoldStubbornlyAsync(string probe)
    {
        Probe.Of(probe).Report("started");
        await Probe.Of(probe).HoldAsync(CancellationToken.None);
        Probe.Of(probe).Report("released");
    }

    [JobTimeout(0.1), AutomaticRetry(Attempts = 0)]
    public async Task HoldTooLongAsync(string probe, CancellationToken ct) => await Probe.Of(probe).HoldAsync(ct);

    [DisableConcurrentExecution]
    public async Task AloneAsync(string probe, string what)
    {
        Probe.Of(probe).Enter();
        await Task.Yield();
        Probe.Of(probe).Leave();
        Probe.Of(probe).Report(what);
    }

    public async Task PassAsync(string probe)
    {
        Probe.Of(probe).Enter();
        await Task.Yield();
        Probe.Of(probe).Leave();
        Probe.Of(probe).Report("passed");
    }

    [ConcurrencyLimit(2, Key = "tenant-{1}")]
    public async Task ByTenantAsync(string probe, string tenant)
    {
        Probe.Of(probe).Enter();
        Probe.Of(probe).Report(tenant);
        await Probe.Of(probe).HoldAsync(CancellationToken.None);
        Probe.Of(probe).Leave();
    }

    [Queue("critical")]
    public void Urgent(string probe) => Probe.Of(probe).Report(context.Queue);

    public void Tell(string probe)
    {
        context.Log("half way");
        context.ReportProgress(50);
        context.Log("all the way");
        context.ReportProgress(100);
        Probe.Of(probe).Report("told");
    }

    public static void Nothing()
    {
    }
}
