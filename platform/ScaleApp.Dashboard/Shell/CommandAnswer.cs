using ScaleApp.Dashboard.Resources;

namespace ScaleApp.Dashboard.Shell;

/// <summary>Answers a command: in JSON to a script, else by going back to the page, or by a page that says what is wrong.</summary>
internal sealed class CommandAnswer(CommandOutcome outcome) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (httpContext.Request.Headers.Accept.ToString().Contains("application/json", StringComparison.Ordinal))
        {
            return TypedResults.Json(outcome, statusCode: outcome.Success ? StatusCodes.Status200OK : StatusCodes.Status409Conflict)
                .ExecuteAsync(httpContext);
        }

        if (outcome.Success)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Referrer(httpContext.Request);
            return Task.CompletedTask;
        }

        httpContext.Response.StatusCode = StatusCodes.Status409Conflict;
        return Pages.Of<ErrorPage>(new() { [nameof(ErrorPage.Message)] = outcome.Message }).ExecuteAsync(httpContext);
    }

    private static string Referrer(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && page.Authority == request.Host.Value
            ? page.PathAndQuery
            : "/";
}
