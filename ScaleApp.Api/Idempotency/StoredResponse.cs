using System.Text.Json;
using Microsoft.AspNetCore.Mvc;

namespace ScaleApp.Api.Idempotency;

/// <summary>A response that can be stored and sent again, byte for byte.</summary>
internal sealed record StoredResponse(int Status, byte[] Body, string? Location = null) : IResult
{
    /// <summary>Says on a repeated answer that nothing was done for it.</summary>
    public const string ReplayedHeader = "Idempotency-Replayed";

    public bool IsReplayed { get; init; }

    public static StoredResponse Of<T>(int status, T value, string? location = null) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web), location);

    public static StoredResponse Problem(int status, string title, string detail, params (string Name, object Value)[] more)
    {
        var problem = new ProblemDetails { Title = title, Status = status, Detail = detail };
        foreach (var (name, value) in more)
        {
            problem.Extensions[name] = value;
        }

        return Of(status, problem);
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = Status < StatusCodes.Status400BadRequest ? "application/json; charset=utf-8" : "application/problem+json";
        response.ContentLength = Body.Length;
        if (Location is not null)
        {
            response.Headers.Location = Location;
        }

        if (IsReplayed)
        {
            response.Headers[ReplayedHeader] = "true";
        }

        return response.BodyWriter.WriteAsync(Body, httpContext.RequestAborted).AsTask();
    }
}
