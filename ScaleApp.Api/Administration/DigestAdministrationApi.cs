using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Jobs;

namespace ScaleApp.Api.Administration;

/// <summary>Sends the digest when an administrator wants it.</summary>
internal static class DigestAdministrationApi
{
    // What the worker calls the recurring job.
    private const string DigestJob = "daily-digest";

    public static IEndpointRouteBuilder MapDigestAdministration(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/admin/digests", SendNow).WithTags("Administration")
            .WithSummary("Send a digest now, besides the daily one; the workers do it")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status409Conflict);

        return routes;
    }

    private static async Task<Results<Accepted<StartedDigest>, ProblemHttpResult>> SendNow(IRecurringJobManager jobs, CancellationToken ct) =>
        await jobs.TriggerJobAsync(DigestJob, ct) is { } job
            ? TypedResults.Accepted((string?)null, new StartedDigest(job))
            : TypedResults.Problem(statusCode: StatusCodes.Status409Conflict, title: "There is no digest to send.",
                detail: "No worker has said yet when the digest is due. Is one running?");
}

/// <summary>A digest that the workers are sending.</summary>
/// <param name="Job">The job that does it, as the dashboard shows it.</param>
public sealed record StartedDigest(string Job);
