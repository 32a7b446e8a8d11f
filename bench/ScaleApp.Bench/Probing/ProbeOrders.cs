using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Orders;
using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Probing;

/// <summary>
/// Orders one unit of a product again and again. Each order raises the units sold that every replica caches, is confirmed by a job with a mail,
/// and stands once in the customer's history. In the end the orders are cancelled.
/// </summary>
internal sealed class ProbeOrders(ProbeOptions options, ProbeClient client, ProbeCustomer customer, StalenessMeter staleness, Action sessionLost) : IDisposable
{
    private const int PageSize = 100;

    private static readonly TimeSpan MailLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan FirstMailLimit = TimeSpan.FromSeconds(20);

    private readonly RequestCounter _requests = new(new RequestKind("orders (POST)", HasKey: true));
    private readonly ConcurrentDictionary<Guid, bool> _placed = new();
    private MailCounter? _mails = options.MailFolder is { } folder ? new MailCounter(folder) : null;
    private int _product;
    private int _soldBefore;

    public TimeSpan Pace => options.BetweenOrders;

    public Uri ProductPath => new($"/api/products/{_product}", UriKind.Relative);

    public RequestFigures Requests => _requests.Read();

    /// <summary>Null when mail cannot be seen.</summary>
    public long? JobsTwice => _mails?.Twice;

    /// <summary>Known at the end.</summary>
    public long? JobsMissing { get; private set; }

    /// <summary>Known at the end: orders in the history that no answer told of, and those that are not in it.</summary>
    public long? Wrong { get; private set; }

    /// <summary>Chooses a product, and places the first order, whose mail tells whether mail can be seen.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = client.Gateway };
        _product = await StockedProduct.FindAsync(http, options.Orders, ct);
        _soldBefore = await SoldAsync(http, ct);
        await PlaceAsync();
        _soldBefore = await SoldAfterAsync(http, _soldBefore, ct) - 1;
        if (_mails is { } mails && !await mails.WaitAsync(outstanding: 0, FirstMailLimit, ct))
        {
            mails.Dispose();
            _mails = null;
        }
    }

    /// <summary>How many of this probe's orders a replica had seen that answered with a product.</summary>
    public int VersionIn(byte[] product) => JsonSerializer.Deserialize<ProductDetails>(product, JsonSerializerOptions.Web)!.UnitsSold - _soldBefore;

    public async Task PlaceAsync()
    {
        var key = Guid.NewGuid().ToString("N");
        var answer = await client.SendAsync(_requests, () => customer.Order(_product, key), sessionLost);
        if (answer is not null)
        {
            var order = JsonSerializer.Deserialize<JsonElement>(answer.Body).GetProperty("id").GetGuid();
            _placed.TryAdd(order, true);
            staleness.Acknowledged(_placed.Count, answer.Answered);
            _mails?.Expect(order);
        }
    }

    /// <summary>Waits for the mails, compares the history with what was answered, and cancels the orders.</summary>
    public async Task SettleAsync(CancellationToken ct)
    {
        if (_mails is { } mails)
        {
            await mails.WaitAsync(outstanding: 0, MailLimit, ct);
            JobsMissing = mails.Outstanding;
        }

        var history = new HashSet<Guid>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await PageAsync(cursor, ct);
            history.UnionWith(page.Items.Select(order => order.Id));
            cursor = page.Next;
        }

        history.SymmetricExceptWith(_placed.Keys);
        Wrong = history.Count;
        foreach (var order in _placed.Keys)
        {
            await client.SendAsync(_requests, () => customer.Request(HttpMethod.Delete, $"/api/orders/{order}"), sessionLost);
        }
    }

    public void Dispose() => _mails?.Dispose();

    /// <summary>The units sold once the first order shows, so that nothing older counts.</summary>
    private async Task<int> SoldAfterAsync(HttpClient http, int before, CancellationToken ct)
    {
        var sold = before;
        var shows = await Polling.UntilAsync(async () => (sold = await SoldAsync(http, ct)) > before, options.StaleAfter, ct);
        return shows ? sold : throw new BenchException($"The first order does not show in {ProductPath} after {options.StaleAfter.TotalSeconds:0} s.");
    }

    private async Task<int> SoldAsync(HttpClient http, CancellationToken ct) => (await http.GetFromJsonAsync<ProductDetails>(ProductPath, ct))!.UnitsSold;

    private async Task<OrderPage> PageAsync(string cursor, CancellationToken ct)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = client.Gateway };
        using var response = await http.SendAsync(customer.Request(HttpMethod.Get, $"/api/orders?limit={PageSize}{(cursor is "" ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}"), ct);
        return (await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<OrderPage>(ct))!;
    }
}
