using System.Collections.Immutable;
using System.Threading.Channels;
using ScaleApp.Hosting.Balancing;
using ScaleApp.Hosting.Orchestration;
using ScaleApp.Hosting.Orchestration.Endpoints;
using ScaleApp.Hosting.Orchestration.Health;
using ScaleApp.Hosting.Orchestration.Replicas;
using ScaleApp.Hosting.Processes;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Hosting.Orchestration.Replicas;

/// <summary>Programs that the test lets live and die on a virtual clock, to drive the states of a replica.</summary>
internal sealed class FakePrograms : IProcessLauncher, IReplicaProgram
{
    private readonly Channel<FakeProcess> _started = Channel.CreateUnbounded<FakeProcess>();
    private int _port = 20_000;

    public VirtualTime Time { get; } = new();

    public OrchestrationOptions Options { get; } = new() { RestartDelay = TimeSpan.FromSeconds(1) };

    /// <summary>Thrown by the next preparations, if set.</summary>
    public Exception? Refusal { get; set; }

    public List<ImmutableDictionary<string, int>> Ports { get; } = [];

    public Replica CreateReplica(
        bool isMeantToEnd = false, bool mayEnd = false, ILoadBalancer? balancer = null, params IReplicaCheck[] checks) =>
        new("api-1", 0, Blueprint(isMeantToEnd, mayEnd, balancer, checks));

    /// <summary>The next program that was started.</summary>
    public async Task<FakeProcess> NextAsync() =>
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Eventually.Default);

    public Task<PreparedProgram> PrepareAsync(ReplicaStart start, CancellationToken cancellationToken)
    {
        Ports.Add(start.Ports);
        return Refusal is { } refusal
            ? Task.FromException<PreparedProgram>(refusal)
            : Task.FromResult(new PreparedProgram(
                new ProcessSpec { Name = start.ReplicaId, FileName = "fake", WorkingDirectory = "/" }, []));
    }

    public Task<IChildProcess> StartAsync(ProcessSpec spec, Action<OutputLine> output, CancellationToken cancellationToken)
    {
        var process = new FakeProcess(Time.GetUtcNow(), text => output(new OutputLine(Time.GetUtcNow(), text, false)));
        _started.Writer.TryWrite(process);
        return Task.FromResult<IChildProcess>(process);
    }

    /// <summary>Lets a pause that a replica makes pass, once it has begun.</summary>
    public async Task PassAsync(TimeSpan pause)
    {
        await Eventually.IsTrueAsync(() => Time.Waiting > 0, "somebody waits on the clock");
        Time.Advance(pause);
    }

    private ReplicaBlueprint Blueprint(bool isMeantToEnd, bool mayEnd, ILoadBalancer? balancer, IReplicaCheck[] checks) => new()
    {
        ResourceName = "api",
        Program = this,
        Endpoints = balancer is null
            ? ResourceEndpoints.None
            : new ResourceEndpoints([new EndpointBinding(new(System.Net.Sockets.ProtocolType.Tcp, "http"), balancer, null)], () => _port++),
        Checks = _ => checks,
        IsMeantToEnd = isMeantToEnd,
        MayEnd = mayEnd,
        Log = (_, _) => { },
        Launcher = this,
        Options = Options,
        Time = Time,
        Random = () => 1,
    };
}

internal sealed class FakeProcess(DateTimeOffset startedAt, Action<string> write) : IChildProcess
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Id => 4711;

    public DateTimeOffset StartedAt => startedAt;

    public Task<int> Exited => _exited.Task;

    public void Write(string text) => write(text);

    public void Exit(int code) => _exited.TrySetResult(code);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Exit(143);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Exit(137);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A check whose answer the test sets.</summary>
internal sealed class FakeCheck(bool isHealthy) : IReplicaCheck
{
    private volatile bool _isHealthy = isHealthy;

    public string Name => "fake";

    public bool IsHealthy { get => _isHealthy; set => _isHealthy = value; }

    public Task<CheckResult> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult(IsHealthy ? CheckResult.Healthy : CheckResult.Unhealthy("not now"));
}
