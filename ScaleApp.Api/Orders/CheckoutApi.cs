using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Cart;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Idempotency;

namespace ScaleApp.Api.Orders;

/// <summary>Orders what is in the session's cart.</summary>
internal static class CheckoutApi
{
    private const string Endpoint = "POST /api/cart/checkout";

    public static IEndpointRouteBuilder MapCheckout(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/cart/checkout", CheckOut).RequireIdempotencyKey()
            .WithTags("Cart").WithSummary("Order what is in the cart, once for each idempotency key")
            .RequireAuthorization(AccountPolicies.Session)
            .Produces<OrderDetails>(StatusCodes.Status201Created).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        return routes;
    }

    private static async Task<Answer> CheckOut(
        ClaimsPrincipal user, Carts carts, OrderBook orders, IdempotentRequests requests, CatalogCache catalog, CancellationToken ct,
        [FromHeader(Name = IdempotencyKeyAttribute.Header), IdempotencyKey] string idempotencyKey = "")
    {
        NewOrderLine[] lines = [];
        var session = user.FindSession() ?? throw new InvalidOperationException("The request has no session. Let the endpoint require one.");
        var answer = await requests.AnswerAsync(user.CustomerId(), idempotencyKey, Endpoint, body: default, async token =>
        {
            lines = [.. (await carts.ReadAsync(session, token)).Select(line => new NewOrderLine(line.Key, line.Value))];
            return lines is []
                ? Answer.Problem(StatusCodes.Status409Conflict, "The cart is empty.", "Put something into it, and use another idempotency key.")
                : OrdersApi.AnswerOf(await orders.PlaceAsync(user.CustomerId(), lines, token));
        }, ct);
        if (answer is { Status: StatusCodes.Status201Created, IsReplayed: false })
        {
            await catalog.ForgetChangedAsync(lines.Select(line => line.ProductId));

            // Only what was ordered, for another tab may have added more meanwhile, and not cancelled with the request. A replica that
            // dies right here leaves a cart that was ordered already, rather than a customer without either.
            foreach (var line in lines)
            {
                await carts.AddAsync(session, line.ProductId, -line.Quantity, CancellationToken.None);
            }
        }

        return answer;
    }
}
