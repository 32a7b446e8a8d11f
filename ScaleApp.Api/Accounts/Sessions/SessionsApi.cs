namespace ScaleApp.Api.Accounts.Sessions;

/// <summary>A session as its customer sees it.</summary>
/// <param name="Id">Names it, and opens nothing.</param>
/// <param name="Device">What signed in, in its own words.</param>
/// <param name="SignedInAt">When.</param>
/// <param name="LastSeenAt">When it was last used, give or take a few minutes.</param>
/// <param name="IsThis">Whether this request belongs to it.</param>
public sealed record SignedInDevice(string Id, string Device, DateTimeOffset SignedInAt, DateTimeOffset LastSeenAt, bool IsThis);

internal static class SessionsApi
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/me/sessions").WithTags("Accounts").RequireAuthorization()
            .ProducesProblem(StatusCodes.Status401Unauthorized);

        group.MapGet("/", List).WithSummary("List the customer's sessions, most recently used first");
        group.MapDelete("/{id:length(43)}", End).WithSummary("End a session").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Ok<SignedInDevice[]>> List(ClaimsPrincipal user, ISessionStore sessions, CancellationToken ct)
    {
        var own = user.FindSession()?.Handle;
        var found = await sessions.ListAsync(CustomerPrincipal.OwnerOf(user.CustomerId()), ct);
        return TypedResults.Ok<SignedInDevice[]>(
        [
            .. found.Select(session =>
                new SignedInDevice(session.Handle, session.Device, session.CreatedAt, session.LastSeenAt, session.Handle == own)),
        ]);
    }

    private static async Task<Results<NoContent, NotFound>> End(string id, ClaimsPrincipal user, SignOutService signOuts, CancellationToken ct) =>
        SessionId.IsHandle(id)
        && await signOuts.EndAsync(user.CustomerId(), new SessionId(CustomerPrincipal.OwnerOf(user.CustomerId()), id), ct)
            ? TypedResults.NoContent()
            : TypedResults.NotFound();
}
