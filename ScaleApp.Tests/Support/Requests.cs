namespace ScaleApp.Tests.Support;

/// <summary>Requests with any headers, and the form that every failure has.</summary>
internal static class Requests
{
    /// <param name="client">Sends the request.</param>
    /// <param name="method">GET, POST and so on.</param>
    /// <param name="path">Relative to the client's address.</param>
    /// <param name="body">A text is sent as JSON that may be malformed, another object as JSON.</param>
    /// <param name="headers">Sent as they are, without validation.</param>
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path)
        {
            Content = body switch
            {
                null => null,
                HttpContent content => content,
                string text => new StringContent(text, Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }

        return await client.SendAsync(request);
    }

    /// <summary>Asserts that the response has the status and is problem details, and returns these.</summary>
    public static async Task<JsonElement> ProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Asserts that the service is unavailable for now, in the form that tells a client to come back.</summary>
    public static async Task AssertUnavailableAsync(this HttpResponseMessage response)
    {
        await response.ProblemAsync(HttpStatusCode.ServiceUnavailable);
        Assert.NotNull(response.Headers.RetryAfter);
    }
}
