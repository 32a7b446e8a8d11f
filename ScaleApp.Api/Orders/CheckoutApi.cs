using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Idempotency;

namespace ScaleApp.Api.Orders;

/// <summary>Makes an order of the customer's cart.</summary>
/// <remarks>
/// The order is committed with the emptied cart, so a replica that dies in between leaves both or none. The cart is locked first: of two
/// check-outs at once, whatever their keys, the second finds it empty.
/// </remarks>
internal static class CheckoutApi
{
    private const string Endpoint = "POST /api/cart/checkout";

    public static void MapCheckout(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/cart/checkout", CheckOut).NotesOrders().RequireIdempotencyKey()
            .WithTags("Cart").WithSummary("Check out the cart, once per idempotency key")
            .WithDescription("The order and the emptied cart are committed together. A cart that cannot be ordered stays as it is.")
            .RequireAuthorization()
            .Produces<OrderDetails>(StatusCodes.Status201Created).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<StoredResponse> CheckOut(
        ClaimsPrincipal user, CartService carts, OrderService orders, IdempotentRequests requests, CatalogCache catalog, CancellationToken ct,
        [FromHeader(Name = IdempotencyKeyAttribute.Header), IdempotencyKey] string idempotencyKey = "")
    {
        var customer = user.CustomerId();
        NewOrderLine[] lines = [];
        var answer = await requests.AnswerAsync(customer, idempotencyKey, Endpoint, body: default, async token =>
        {
            lines = await carts.LockAsync(customer, token);
            if (lines is [])
            {
                return StoredResponse.Problem(
                    StatusCodes.Status409Conflict, "The cart is empty.", "Add a product, and use a new idempotency key.");
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
