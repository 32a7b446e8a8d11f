using System.Diagnostics;
using ScaleApp.Api.Orders;
using ScaleApp.Data.Orders;

namespace ScaleApp.Api.Administration;

internal static class OrderAdministrationApi
{
    public static void MapOrderAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/customers/{customer}/orders").WithTags("Administration")
            .RequireAuthorization(AccountPolicies.Administrator).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapGet("/", List).WithSummary("List a customer's orders, newest first, page by page");
        group.MapPut("/{id:guid}/shipped", Ship).WithSummary("Mark an order as shipped; it can no longer be cancelled")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<Results<Ok<OrderPage>, ValidationProblem>> List([Range(1, int.MaxValue)] int customer, OrderHistory history, CancellationToken ct,
        [StringLength(64)] string? cursor = null, [Range(1, 100)] int limit = 20) => OrdersApi.PageAsync(customer, history, cursor, limit, ct);

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Ship(
        [Range(1, int.MaxValue)] int customer, Guid id, OrderService orders, CancellationToken ct) => await orders.ShipAsync(customer, id, ct) switch
        {
            null => TypedResults.NotFound(),
            OrderStatus.Shipped => TypedResults.NoContent(),
            OrderStatus.Cancelled => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "The order was cancelled."),
            var other => throw new UnreachableException($"Unhandled status {other}."),
        };
}
