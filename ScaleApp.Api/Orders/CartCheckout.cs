using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Idempotency;

namespace ScaleApp.Api.Orders;

/// <summary>Makes an order of a cart.</summary>
/// <remarks>
/// The order is committed with the emptied cart, so a replica that dies in between leaves both or none. The cart is locked first: of two
/// check-outs at once, whatever their keys, the second finds it empty.
/// </remarks>
internal sealed class CartCheckout(CartService carts, OrderService orders, IdempotentRequests requests, CatalogCache catalog)
{
    private const string Endpoint = "POST /api/cart/checkout";

    public async Task<StoredResponse> RunAsync(int customer, string key, CancellationToken ct)
    {
        NewOrderLine[] lines = [];
        var answer = await requests.AnswerAsync(customer, key, Endpoint, body: default, async token =>
        {
            lines = await carts.LockAsync(customer, token);
            if (lines is [])
            {
                return StoredResponse.Problem(
                    StatusCodes.Status409Conflict, "The cart is empty.", "Put something into it, and use another idempotency key.");
            }

            var placement = await orders.PlaceAsync(customer, lines, token);
            if (placement.Order is not null)
            {
                await carts.EmptyAsync(customer, token);
            }

            return OrdersApi.ResponseOf(placement);
        }, ct);

        if (answer is { Status: StatusCodes.Status201Created, IsReplayed: false })
        {
            await catalog.InvalidateProductsAsync(lines.Select(line => line.ProductId));
        }

        return answer;
    }
}
