using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using ScaleApp.Api.Catalog;
using ScaleApp.Api.Idempotency;
using ScaleApp.Data.Orders;

namespace ScaleApp.Api.Orders;

internal static class OrdersApi
{
    private const string PlaceEndpoint = "POST /api/orders";

    public static void AddOrders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddScoped<IdempotentRequests>();
        builder.Services.AddScoped<OrderService>();
        builder.Services.AddScoped<OrderHistory>();
        builder.Services.AddSingleton<RecentOrders>();
    }

    public static void MapOrders(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/orders").WithTags("Orders").RequireAuthorization()
            .ProducesValidationProblem().ProducesProblem(StatusCodes.Status401Unauthorized);

        group.MapPost("/", Place).NotesOrders().RequireIdempotencyKey().WithSummary("Place an order, once per idempotency key")
            .Produces<OrderDetails>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/", List).WithSummary("List the customer's orders, newest first, page by page");
        group.MapGet("/{id:guid}", Find).WithSummary("Get an order").ProducesProblem(StatusCodes.Status404NotFound);
        group.MapDelete("/{id:guid}", Cancel).NotesOrders().WithSummary("Cancel an order that has not shipped")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    public static StoredResponse ResponseOf(PlaceOrderResult placement) => placement.Order is { } placed
        ? StoredResponse.Of(StatusCodes.Status201Created, placed, $"/api/orders/{placed.Id}")
        : StoredResponse.Problem(StatusCodes.Status409Conflict, "Not enough stock.",
            "Nothing was ordered. Order less, with another idempotency key.", ("shortages", placement.Shortages));

    private static async Task<StoredResponse> Place(
        NewOrder order, ClaimsPrincipal user, OrderService orders, IdempotentRequests requests, CatalogCache catalog, CancellationToken ct,
        [FromHeader(Name = IdempotencyKeyAttribute.Header), IdempotencyKey] string idempotencyKey = "")
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(order, JsonSerializerOptions.Web);
        var answer = await requests.AnswerAsync(user.CustomerId(), idempotencyKey, PlaceEndpoint, body,
            async token => ResponseOf(await orders.PlaceAsync(user.CustomerId(), order.Lines, token)), ct);
        if (answer is { Status: StatusCodes.Status201Created, IsReplayed: false })
        {
            await catalog.InvalidateProductsAsync(order.Lines.Select(line => line.ProductId));
        }

        return answer;
    }

    public static async Task<Results<Ok<OrderPage>, ValidationProblem>> PageAsync(
        int customer, OrderHistory history, string? cursor, int limit, CancellationToken ct)
    {
        if (cursor is null)
        {
            return TypedResults.Ok(await history.PageAsync(customer, after: null, limit, ct));
        }

        return OrderCursor.TryParse(cursor, out var after)
            ? TypedResults.Ok(await history.PageAsync(customer, after, limit, ct))
            : TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["cursor"] = ["The cursor is invalid. Use the value of 'next' of a page."] });
    }

    private static Task<Results<Ok<OrderPage>, ValidationProblem>> List(ClaimsPrincipal user, OrderHistory history, CancellationToken ct,
        [StringLength(64)] string? cursor = null, [Range(1, 100)] int limit = 20) => PageAsync(user.CustomerId(), history, cursor, limit, ct);

    private static async Task<Results<Ok<OrderDetails>, NotFound>> Find(
        Guid id, ClaimsPrincipal user, OrderHistory history, CancellationToken ct) =>
        await history.FindAsync(user.CustomerId(), id, ct) is { } order ? TypedResults.Ok(order) : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Cancel(
        Guid id, ClaimsPrincipal user, OrderService orders, CancellationToken ct) =>
        await orders.CancelAsync(user.CustomerId(), id, ct) switch
        {
            null => TypedResults.NotFound(),
            OrderStatus.Cancelled => TypedResults.NoContent(),
            OrderStatus.Shipped => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "The order has already shipped."),
            var other => throw new UnreachableException($"Unhandled status {other}."),
        };
}
