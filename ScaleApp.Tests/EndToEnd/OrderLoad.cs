using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>A customer who fills a cart and places orders one after the other, each repeated with its key until it is acknowledged.</summary>
internal sealed class OrderLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<Guid> _acknowledged = new();
    private readonly SignedInCustomer _customer;
    private readonly int _product;
    private readonly Task _running;

    public OrderLoad(SignedInCustomer customer, int product)
    {
        (_customer, _product) = (customer, product);
        _running = RunAsync();
    }

    public Guid[] Acknowledged => [.. _acknowledged];

    /// <summary>Waits until that many more orders are acknowledged.</summary>
    public Task MoreAsync(int orders, TimeSpan within)
    {
        var wanted = _acknowledged.Count + orders;
        return Eventually.IsTrueAsync(() => _acknowledged.Count >= wanted, $"{orders} more orders are acknowledged", within);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _customer.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var key = Guid.NewGuid().ToString("N");
            while (!await TryOrderAsync(key) && !_stop.IsCancellationRequested)
            {
            }
        }
    }

    private async Task<bool> TryOrderAsync(string key)
    {
        try
        {
            using var added = await _customer.Client.PostAsJsonAsync("/api/cart/items", new { productId = _product, quantity = 1 });
            using var emptied = await _customer.Client.DeleteAsync("/api/cart");
            using var response = await _customer.Client.OrderAsync(key, (_product, 1));
            if (response.StatusCode is not HttpStatusCode.Created)
            {
                return false;
            }

            _acknowledged.Enqueue((await response.Content.ReadFromJsonAsync<OrderDetails>())!.Id);
            return true;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
