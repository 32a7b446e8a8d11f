using ScaleApp.Api.Files;
using ScaleApp.Data.Files;
using ScaleApp.Data.Orders.Exports;

namespace ScaleApp.Api.Orders.Exports;

/// <summary>All orders of the signed-in customer as one file, made by a worker.</summary>
internal static class OrderExportsApi
{
    // An export is as much work as so many requests that read.
    private const int ExportCost = 20;

    public static void AddOrderExports(this IHostApplicationBuilder builder) =>
        builder.Services.AddScoped<OrderExports>();

    public static void MapOrderExports(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/orders/exports").WithTags("Orders").RequireAuthorization()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        group.MapPost("/", Request).WithSummary("Start an export of all orders; poll its status until it is ready")
            .RequireLimit(RateLimitOptions.DefaultPolicy, cost: ExportCost)
            .ProducesProblem(StatusCodes.Status409Conflict);
        group.MapGet("/{id:guid}", Find).WithSummary("Get the status of an export")
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id:guid}/file", Download).WithSummary("Download a completed export as CSV")
            .ProducesFile("text/csv").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<ExportStatus>, ProblemHttpResult>> Request(
        ClaimsPrincipal user, OrderExports exports, CancellationToken ct) =>
        await exports.RequestAsync(user.CustomerId(), ct) is { } export
            ? TypedResults.Accepted($"/api/orders/exports/{export.Id}", export)
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "Too many exports.",
                detail: $"{OrderExport.MaxPerCustomer} are kept for a day each; use one of them, or come back when the oldest is gone.");

    private static async Task<Results<Ok<ExportStatus>, NotFound>> Find(
        Guid id, ClaimsPrincipal user, OrderExports exports, CancellationToken ct) =>
        await exports.FindAsync(user.CustomerId(), id, ct) is { } export ? TypedResults.Ok(export) : TypedResults.NotFound();

    private static async Task<IResult> Download(
        Guid id, ClaimsPrincipal user, OrderExports exports, FileArchive files, HttpResponse response, CancellationToken ct) =>
        await exports.FindFileAsync(user.CustomerId(), id, ct) is { } file
            ? files.Serve(file, response, "private, no-store", $"orders-{file.CreatedAt:yyyy-MM-dd}.csv")
            : TypedResults.NotFound();
}
