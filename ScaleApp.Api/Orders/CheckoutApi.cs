using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Idempotency;

namespace ScaleApp.Api.Orders;

/// <summary>Orders what is in the customer's cart.</summary>
internal static class CheckoutApi
{
    public static IEndpointRouteBuilder MapCheckout(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/cart/checkout", CheckOut).NotesOrders().RequireIdempotencyKey()
            .WithTags("Cart").WithSummary("Order what is in the cart, once for each idempotency key")
            .WithDescription("The order and the emptied cart are committed together. A cart that cannot be ordered stays as it is.")
            .RequireAuthorization()
            .Produces<OrderDetails>(StatusCodes.Status201Created).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        return routes;
    }

    private static Task<StoredResponse> CheckOut(ClaimsPrincipal user, CartCheckout checkout, CancellationToken ct,
        [FromHeader(Name = IdempotencyKeyAttribute.Header), IdempotencyKey] string idempotencyKey = "") =>
        checkout.RunAsync(user.CustomerId(), idempotencyKey, ct);
}
