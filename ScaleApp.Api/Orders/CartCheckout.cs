using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Idempotency;
using ScaleApp.Redis;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Orders;

/// <summary>Makes an order of a cart.</summary>
/// <remarks>
/// The cart is taken before the order is placed, so that of two check-outs at once, whatever their keys, one gets what is in it; and it
/// is put back when nothing was ordered. A replica that dies in between leaves an empty cart, and no order.
/// </remarks>
internal sealed partial class CartCheckout(
    Carts carts, OrderBook orders, IdempotentRequests requests, CatalogCache catalog, ILogger<CartCheckout> logger)
{
    private const string Endpoint = "POST /api/cart/checkout";

    public async Task<Answer> RunAsync(SessionId session, int customer, string key, CancellationToken ct)
    {
        NewOrderLine[] lines = [];
        var isOrdered = false;
        try
        {
            var answer = await requests.AnswerAsync(customer, key, Endpoint, body: default, async token =>
            {
                // Once, also when a conflict in the database repeats this.
                lines = lines is [] ? await TakeAsync(session, token) : lines;
                return lines is []
                    ? Answer.Problem(StatusCodes.Status409Conflict, "The cart is empty.", "Put something into it, and use another idempotency key.")
                    : OrdersApi.AnswerOf(await orders.PlaceAsync(customer, lines, token));
            }, ct);
            isOrdered = answer.Status == StatusCodes.Status201Created;
            return answer;
        }
        finally
        {
            await (isOrdered ? catalog.ForgetChangedAsync(lines.Select(line => line.ProductId)) : PutBackAsync(session, lines));
        }
    }

    private async Task<NewOrderLine[]> TakeAsync(SessionId session, CancellationToken ct) =>
        [.. (await carts.TakeAsync(session, ct)).Select(line => new NewOrderLine(line.Key, line.Value))];

    private async Task PutBackAsync(SessionId session, NewOrderLine[] lines)
    {
        try
        {
            // Not cancelled with the request, and added: another tab may have put something into the cart meanwhile.
            foreach (var line in lines)
            {
                await carts.AddAsync(session, line.ProductId, line.Quantity, CancellationToken.None);
            }
        }
        catch (RedisUnavailableException error)
        {
            LogLost(error.Message);
        }
    }

    [LoggerMessage(6200, LogLevel.Warning, "A cart that could not be ordered could not be put back either and is empty now: {Reason}")]
    private partial void LogLost(string reason);
}
