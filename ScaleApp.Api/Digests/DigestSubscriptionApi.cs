using ScaleApp.Api.Profiles;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Outbox;

namespace ScaleApp.Api.Digests;

/// <summary>Subscribes the signed-in customer to the digest; unsubscribes also by the signed link of a mail (RFC 8058). Administrators send it again.</summary>
internal static class DigestSubscriptionApi
{
    private const string ConfirmPage =
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Unsubscribe</title><link rel="stylesheet" href="/site.css"></head>
        <body><h1>Daily digest</h1><form method="post"><button>Unsubscribe</button></form></body></html>
        """;

    private const string DonePage =
        """
        <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Unsubscribed</title><link rel="stylesheet" href="/site.css"></head>
        <body><h1>Daily digest</h1><p>You are unsubscribed and get no more digests.</p></body></html>
        """;

    public static void AddDigestSubscriptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UnsubscribeTokens>();
        builder.Services.AddScoped<DigestSubscriptions>();
    }

    public static void MapDigestSubscriptions(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/me/digest").WithTags("Digest").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        own.MapPut("/", Subscribe).WithSummary("Subscribe to the daily digest");
        own.MapDelete("/", Unsubscribe).WithSummary("Unsubscribe from the daily digest");

        routes.MapPost("/api/admin/digests", SendNow).WithTags("Administration")
            .WithSummary("Send the last digest to the subscribers who did not get it")
            .RequireAuthorization(AccountPolicies.Administrator)
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);

        // Opened by people, and by mail programs that follow links to look at them: it changes nothing.
        routes.MapGet(UnsubscribeTokens.Path, ShowConfirmation).ExcludeFromDescription();
        routes.MapPost(UnsubscribeTokens.Path, UnsubscribeByLink).ExcludeFromDescription();
    }

    private static async Task<NoContent> Subscribe(ClaimsPrincipal user, DigestSubscriptions subscriptions, CancellationToken ct)
    {
        await subscriptions.SetAsync(user.CustomerId(), subscribes: true, ct);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> Unsubscribe(ClaimsPrincipal user, DigestSubscriptions subscriptions, CancellationToken ct)
    {
        await subscriptions.SetAsync(user.CustomerId(), subscribes: false, ct);
        return TypedResults.NoContent();
    }

    private static async Task<Accepted> SendNow(DigestSubscriptions subscriptions, CancellationToken ct)
    {
        await subscriptions.ResumeAsync(ct);
        return TypedResults.Accepted((string?)null);
    }

    private static Results<ContentHttpResult, ProblemHttpResult> ShowConfirmation(string? token, UnsubscribeTokens tokens) =>
        tokens.Read(token ?? "") is null ? InvalidLink() : Page(ConfirmPage);

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> UnsubscribeByLink(
        string? token, UnsubscribeTokens tokens, DigestSubscriptions subscriptions, CancellationToken ct)
    {
        if (tokens.Read(token ?? "") is not { } customer)
        {
            return InvalidLink();
        }

        await subscriptions.SetAsync(customer, subscribes: false, ct);
        return Page(DonePage);
    }

    private static ContentHttpResult Page(string html) => TypedResults.Content(html, "text/html; charset=utf-8");

    private static ProblemHttpResult InvalidLink() => TypedResults.Problem(statusCode: StatusCodes.Status400BadRequest,
        title: "The link is not valid.", detail: "Use the whole link of a mail, or sign in and change the subscription there.");
}

/// <summary>Who gets the digest, and a digest that an administrator wants now.</summary>
internal sealed class DigestSubscriptions(ShopContext shop, CustomerProfiles profiles)
{
    public async Task SetAsync(int customer, bool subscribes, CancellationToken ct)
    {
        await shop.InTransactionAsync(async token =>
        {
            CustomerProfiles.EnqueueInvalidation(shop, customer);
            return await shop.Customers.Where(row => row.Id == customer)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.SubscribesToDigest, subscribes), token);
        }, ct);
        await profiles.InvalidateAsync(customer);
    }

    /// <summary>Has a worker send the last digest to those who did not get it.</summary>
    public Task ResumeAsync(CancellationToken ct)
    {
        shop.Enqueue<IDigestJob>(job => job.ResumeAsync(CancellationToken.None));
        return shop.SaveChangesAsync(ct);
    }
}
