using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Idempotency;

namespace ScaleApp.Api.Orders;

/// <summary>Orders what is in the session's cart.</summary>
internal static class CheckoutApi
{
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

    private static Task<Answer> CheckOut(ClaimsPrincipal user, CartCheckout checkout, CancellationToken ct,
        [FromHeader(Name = IdempotencyKeyAttribute.Header), IdempotencyKey] string idempotencyKey = "") => checkout.RunAsync(
            user.FindSession() ?? throw new InvalidOperationException("The request has no session. Let the endpoint require one."),
            user.CustomerId(), idempotencyKey, ct);
}
