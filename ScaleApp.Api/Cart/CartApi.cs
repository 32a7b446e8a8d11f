using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Redis.Sessions;

namespace ScaleApp.Api.Cart;

/// <summary>The cart of the session.</summary>
internal static class CartApi
{
    public static IHostApplicationBuilder AddCart(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Carts>();
        builder.Services.AddScoped<CartPricing>();

        return builder;
    }

    public static RouteGroupBuilder MapCart(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cart").WithTags("Cart").RequireAuthorization(AccountPolicies.Session)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapGet("/", Read).WithSummary("What is in the cart");
        group.MapDelete("/", Empty).WithSummary("Empty the cart");
        group.MapPost("/items", Add).WithSummary("Put units of a product into the cart, besides those in it")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPut("/items/{productId}", Set).WithSummary("Say how many units of a product the cart is to have")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/items/{productId}", Remove).WithSummary("Take a product out").ProducesValidationProblem();

        return group;
    }

    private static async Task<Ok<CartContent>> Read(ClaimsPrincipal user, Carts carts, CartPricing pricing, CancellationToken ct) =>
        TypedResults.Ok(await pricing.PriceAsync(await carts.ReadAsync(SessionOf(user), ct), ct));

    private static async Task<NoContent> Empty(ClaimsPrincipal user, Carts carts, CancellationToken ct)
    {
        await carts.TakeAsync(SessionOf(user), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CartItem>, NotFound, ProblemHttpResult>> Add(
        CartAddition addition, ClaimsPrincipal user, Carts carts, CartPricing pricing, CancellationToken ct)
    {
        if (await pricing.FindAsync(addition.ProductId, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        return await carts.AddAsync(SessionOf(user), item.ProductId, addition.Quantity, ct) is { } quantity
            ? TypedResults.Ok(item with { Quantity = quantity })
            : NoRoom();
    }

    private static async Task<Results<Ok<CartItem>, NotFound, ProblemHttpResult>> Set(
        [Range(1, int.MaxValue)] int productId, CartQuantity wanted, ClaimsPrincipal user, Carts carts, CartPricing pricing, CancellationToken ct)
    {
        if (await pricing.FindAsync(productId, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        var quantity = wanted.Quantity!.Value;
        return await carts.SetAsync(SessionOf(user), productId, quantity, ct)
            ? TypedResults.Ok(item with { Quantity = quantity })
            : NoRoom();
    }

    private static async Task<NoContent> Remove(
        [Range(1, int.MaxValue)] int productId, ClaimsPrincipal user, Carts carts, CancellationToken ct)
    {
        await carts.SetAsync(SessionOf(user), productId, quantity: 0, ct);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NoRoom() => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict,
        title: "The cart takes no more products.", detail: "It is full, or the session has just ended.");

    private static SessionId SessionOf(ClaimsPrincipal user) =>
        user.FindSession() ?? throw new InvalidOperationException("The request has no session. Let the endpoint require one.");
}
