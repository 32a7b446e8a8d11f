using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Orders;

namespace ScaleApp.Api.Administration;

/// <summary>What administrators see of orders, and do with them.</summary>
internal static class OrderAdministrationApi
{
    public static RouteGroupBuilder MapOrderAdministration(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/admin/customers/{customer}/orders").WithTags("Administration")
            .RequireAuthorization(AccountPolicies.Administrator).ProducesValidationProblem()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        group.MapGet("/", List).WithSummary("A customer's orders, the newest first, page by page");
        group.MapPut("/{id:guid}/shipped", Ship).WithSummary("Say that an order has shipped; then it cannot be cancelled")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);

        return group;
    }

    private static Task<Results<Ok<OrderPage>, ValidationProblem>> List([Range(1, int.MaxValue)] int customer, OrderHistory history, CancellationToken ct,
        [StringLength(64)] string? cursor = null, [Range(1, 100)] int limit = 20) => OrdersApi.PageAsync(customer, history, cursor, limit, ct);

    private static async Task<Results<NoContent, NotFound, ProblemHttpResult>> Ship(
        [Range(1, int.MaxValue)] int customer, Guid id, OrderService orders, CancellationToken ct) => await orders.ShipAsync(customer, id, ct) switch
        {
            ShipOutcome.Shipped => TypedResults.NoContent(),
            ShipOutcome.NotFound => TypedResults.NotFound(),
            ShipOutcome.Cancelled => TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "The order was cancelled."),
            var other => throw new UnreachableException($"Unhandled outcome {other}."),
        };
}
