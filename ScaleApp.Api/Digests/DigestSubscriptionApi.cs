using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using ScaleApp.Api.Accounts;
using ScaleApp.Data.Digests;

namespace ScaleApp.Api.Digests;

/// <summary>Subscribes the signed-in customer to the digest; unsubscribes also by the signed link of a mail (RFC 8058).</summary>
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

    public static IHostApplicationBuilder AddDigestSubscriptions(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UnsubscribeTokens>();
        builder.Services.AddScoped<DigestSubscriptions>();

        return builder;
    }

    public static IEndpointRouteBuilder MapDigestSubscriptions(this IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/api/me/digest").WithTags("Digest").RequireAuthorization().ProducesProblem(StatusCodes.Status401Unauthorized);
        own.MapPut("/", Subscribe).WithSummary("Get the daily digest by mail");
        own.MapDelete("/", Unsubscribe).WithSummary("Get no more digests");

        // Opened by people, and by mail programs that follow links to look at them: it changes nothing.
        routes.MapGet(UnsubscribeTokens.Path, ShowConfirmation).ExcludeFromDescription();
        routes.MapPost(UnsubscribeTokens.Path, UnsubscribeByLink).ExcludeFromDescription();

        return routes;
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
