namespace ScaleApp.Api.Cart;

internal static class CartApi
{
    public static void AddCart(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<CartService>();

    public static void MapCart(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/cart").WithTags("Cart").RequireAuthorization()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapGet("/", Read).WithSummary("Get the cart")
            .WithDescription("A customer has one cart, the same on every device and with every token. It is kept for 14 days after its last change.");
        group.MapDelete("/", Empty).WithSummary("Empty the cart");
        group.MapPost("/items", Add).WithSummary("Add units of a product to the cart")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapPut("/items/{productId}", Set).WithSummary("Set the quantity of a product in the cart")
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        group.MapDelete("/items/{productId}", Remove).WithSummary("Remove a product from the cart").ProducesValidationProblem();
    }

    private static async Task<Ok<CartContent>> Read(ClaimsPrincipal user, CartService carts, CancellationToken ct) =>
        TypedResults.Ok(await carts.ReadAsync(user.CustomerId(), ct));

    private static async Task<NoContent> Empty(ClaimsPrincipal user, CartService carts, CancellationToken ct)
    {
        await carts.EmptyAsync(user.CustomerId(), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CartItem>, NotFound, ProblemHttpResult>> Add(
        CartAddition addition, ClaimsPrincipal user, CartService carts, CancellationToken ct)
    {
        if (await carts.FindProductAsync(addition.ProductId, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        return await carts.PutAsync(user.CustomerId(), item.ProductId, addition.Quantity, adds: true, ct) is { } quantity
            ? TypedResults.Ok(item with { Quantity = quantity })
            : Full();
    }

    private static async Task<Results<Ok<CartItem>, NotFound, ProblemHttpResult>> Set(
        [Range(1, int.MaxValue)] int productId, CartQuantity wanted, ClaimsPrincipal user, CartService carts, CancellationToken ct)
    {
        if (await carts.FindProductAsync(productId, ct) is not { } item)
        {
            return TypedResults.NotFound();
        }

        var quantity = wanted.Quantity!.Value;
        if (quantity == 0)
        {
            await carts.RemoveAsync(user.CustomerId(), productId, ct);
            return TypedResults.Ok(item);
        }

        return await carts.PutAsync(user.CustomerId(), productId, quantity, adds: false, ct) is not null
            ? TypedResults.Ok(item with { Quantity = quantity })
            : Full();
    }

    private static async Task<NoContent> Remove(
        [Range(1, int.MaxValue)] int productId, ClaimsPrincipal user, CartService carts, CancellationToken ct)
    {
        await carts.RemoveAsync(user.CustomerId(), productId, ct);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult Full() => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict,
        title: "The cart is full.", detail: $"A cart holds at most {CartService.MaxLines} products. Remove one, or check out.");
}
