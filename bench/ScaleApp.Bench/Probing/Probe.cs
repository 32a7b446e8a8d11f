using System.Text.Json;
using ScaleApp.Api.Accounts;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>Clients that send steady traffic to the shop and check each answer while faults are injected.</summary>
/// <remarks>Each client stays below the limits of production, so that only the one that tries a limit is refused.</remarks>
internal sealed class Probe : IAsyncDisposable
{
    private const int Sessions = 4, LimitedClients = 4, Members = 3;

    private static readonly TimeSpan ReadPace = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SessionPace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan ChangePace = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MessagePace = TimeSpan.FromMilliseconds(500);

    private readonly RequestCounter _reads = new(new RequestKind("public reads", IsPublic: true));
    private readonly RequestCounter _sessions = new(new RequestKind("sessions"));
    private readonly RequestCounter _changes = new(new RequestKind("changes (PUT)"));
    private readonly RequestCounter _limited = new(new RequestKind("limited", IsLimited: true));
    private readonly CancellationTokenSource _enough = new();
    private readonly TimeSpan _begin = ProbeClient.Now;
    private readonly ProbeClient _client;
    private readonly ProbeCustomer[] _customers;
    private readonly StalenessMeter _staleness;
    private readonly ProbeOrders _orders;
    private readonly ProbeRoom _room;
    private LimitMeter? _limit;
    private Task _running = Task.CompletedTask;
    private long _sessionsLost;

    private Probe(ProbeOptions options, ProbeClient client, ProbeCustomer[] customers)
    {
        (_client, _customers) = (client, customers);
        _staleness = new StalenessMeter(options.StaleAfter);
        _orders = new ProbeOrders(options, client, customers[0], _staleness, SessionLost);
        _room = new ProbeRoom(client, customers[1], Members);
    }

    public ProbeFigures Figures => new(
        ProbeClient.Now - _begin,
        [_reads.Read(), _sessions.Read(), _changes.Read(), _orders.Requests, _limited.Read()],
        Interlocked.Read(ref _sessionsLost), _limit?.Overshoot ?? 0, _staleness.Stale,
        _orders.JobsTwice, _orders.JobsMissing, _orders.Wrong, _room.Missed, _room.Repeated,
        _staleness.LongestLag, _room.Losses, _room.LongestAbsence);

    /// <summary>Opens accounts, enters a room, and begins.</summary>
    /// <exception cref="BenchException">The shop is not there, or not as it has to be.</exception>
    public static async Task<Probe> StartAsync(ProbeOptions options, CancellationToken ct)
    {
        var client = new ProbeClient(options.Gateways);
        var customers = new ProbeCustomer[Sessions];
        for (var i = 0; i < Sessions; i++)
        {
            customers[i] = await ProbeCustomer.RegisterAsync(client.Gateway, ct);
        }

        var probe = new Probe(options, client, customers);
        try
        {
            await probe._orders.BeginAsync(ct);
            await probe._room.BeginAsync(ct);
            probe._limit = await probe.FindLimitAsync();
            probe._running = probe.RunAsync();
            return probe;
        }
        catch
        {
            await probe.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends, waits for what is under way, and returns what was seen in all.</summary>
    public async Task<ProbeFigures> EndAsync(CancellationToken ct)
    {
        await _enough.CancelAsync();
        await _running.WaitAsync(ct);
        await _room.SettleAsync(ct);
        await _orders.SettleAsync(ct);
        return Figures;
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _running;
        await _room.DisposeAsync();
        _orders.Dispose();
        _client.Dispose();
        _enough.Dispose();
    }

    private Task RunAsync() => Task.WhenAll(
    [
        RepeatAsync(ReadPace, ReadAsync),
        .. _customers.Select(customer => RepeatAsync(SessionPace, () => CheckSessionAsync(customer))),
        RepeatAsync(ChangePace, ChangeAsync),
        RepeatAsync(_orders.Pace, _orders.PlaceAsync),
        .. Enumerable.Range(0, LimitedClients).Select(_ => RepeatAsync(ChangePace, TryLimitAsync)),
        RepeatAsync(MessagePace, _room.SendAsync),
    ]);

    /// <summary>A product that the orders change, as any visitor sees it.</summary>
    private async Task ReadAsync()
    {
        if (await _client.SendAsync(_reads, () => new HttpRequestMessage(HttpMethod.Get, _orders.ProductPath)) is { } answer)
        {
            _staleness.Read(_orders.VersionIn(answer.Body), answer.Sent);
        }
    }

    private async Task CheckSessionAsync(ProbeCustomer customer)
    {
        var answer = await _client.SendAsync(_sessions, () => customer.Request(HttpMethod.Get, "/api/me"), SessionLost);
        if (answer is not null && JsonSerializer.Deserialize<CurrentCustomer>(answer.Body, JsonSerializerOptions.Web)?.Id != customer.Id)
        {
            SessionLost();
        }
    }

    private Task ChangeAsync() => _client.SendAsync(
        _changes, () => _customers[2].Request(HttpMethod.Put, "/api/cart/items/1", new { quantity = 1 }), SessionLost);

    private async Task TryLimitAsync()
    {
        if (await SendLimitedAsync() is { Status: System.Net.HttpStatusCode.OK } admitted)
        {
            _limit!.Admitted(admitted.Sent, admitted.Answered);
        }
    }

    private Task<ProbeAnswer?> SendLimitedAsync() =>
        _client.SendAsync(_limited, () => _customers[3].Request(HttpMethod.Get, "/api/limited"), SessionLost);

    private async Task<LimitMeter> FindLimitAsync()
    {
        var first = await SendLimitedAsync();
        var meter = LimitMeter.Of(first?.LimitPolicy)
            ?? throw new BenchException($"{_client.Gateway}api/limited does not say its limit: RateLimit-Policy is '{first?.LimitPolicy}'.");
        meter.Admitted(first!.Sent, first.Answered);
        return meter;
    }

    private void SessionLost() => Interlocked.Increment(ref _sessionsLost);

    private async Task RepeatAsync(TimeSpan pace, Func<Task> act)
    {
        using var timer = new PeriodicTimer(pace);
        while (!_enough.IsCancellationRequested)
        {
            await act();
            await ((Task)timer.WaitForNextTickAsync(_enough.Token).AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
