namespace ScaleApp.Tests.Api.Http;

/// <summary>Malformed requests for every operation of an OpenAPI document. The same seed gives the same requests.</summary>
internal sealed class MalformedRequests(JsonElement document, int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "1.5", "1e400", "2147483648", "99999999999999999999999", "null", "true", "NaN", "%00", "%ff%fe", "..", "%2e%2e%2f",
        "'; DROP TABLE customers; --", "<script>", "${jndi:ldap://x}", "\u202e\ud83d\ude00", "%F0%9F%98%80", "{}", "[]", "00000000-0000-0000-0000-000000000000",
        new('a', 300), new('9', 3_000), "*", "(?:a+)+$", "1,2", "2026-02-30", "0001-01-01T00:00:00+14:00",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "1", "1.5", "1e999", "-99999999999999999999999999", "2147483648", "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[[[]]]",
        "{}", "[null]", "{\"a\":{\"b\":{}}}", "\"1\"", "[1,2,3]", "[{}]", "[{\"productId\":-1,\"quantity\":1e9}]", "\"customer@example.com\"",
        "\"" + new string('x', 10_000) + "\"", "\"correct horse battery\"", "\"00000000-0000-0000-0000-000000000000\"",
    ];

    private static readonly string[] ContentTypes =
        ["application/json", "application/json", "application/json", "text/plain", "application/xml", "multipart/form-data", "image/png", "application/json; charset=utf-7", "garbage"];

    private static readonly string[] Headers =
        ["If-None-Match", "If-Match", "Range", "If-Range", "Idempotency-Key", "Accept", "Accept-Encoding", "Cookie", "Content-Encoding", "Expect", "Sec-Fetch-Site",
            "Origin", "X-Forwarded-For", "X-Forwarded-Proto", "If-Modified-Since", "User-Agent", "traceparent", "X-HTTP-Method-Override", "Authorization", "X-Api-Key"];

    private readonly Random _random = new(seed);

    /// <summary>The given number for each operation.</summary>
    public IEnumerable<HttpRequestMessage> Make(int each) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where operation.Value.ValueKind is JsonValueKind.Object
        from _ in Enumerable.Range(0, each)
        select Make(path.Name, operation);

    private HttpRequestMessage Make(string path, JsonProperty operation)
    {
        var address = new StringBuilder();
        foreach (var segment in path.Split('/').Skip(1))
        {
            address.Append('/').Append(segment.StartsWith('{') ? Escape(One(Texts)) : segment);
        }

        if (operation.Value.TryGetProperty("parameters", out var parameters))
        {
            var query = parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query" && _random.Next(2) == 0)
                .Select(parameter => $"{parameter.GetProperty("name").GetString()}={Escape(One(Texts))}");
            address.Append('?').AppendJoin('&', query);
        }

        var request = new HttpRequestMessage(new HttpMethod(operation.Name.ToUpperInvariant()), address.ToString());
        var body = operation.Value.TryGetProperty("requestBody", out var described) ? Body(described) : null;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", One(ContentTypes));
        }

        for (var i = _random.Next(3); i > 0; i--)
        {
            request.Headers.TryAddWithoutValidation(One(Headers), One(Texts).Replace("\ud83d\ude00", "", StringComparison.Ordinal));
        }

        return request;
    }

    private byte[] Body(JsonElement described) => _random.Next(8) switch
    {
        0 => [],
        1 => Bytes(),
        2 => Encoding.UTF8.GetBytes(One(Values)),
        3 => Encoding.UTF8.GetBytes(new string('[', 2_000)),
        4 => Encoding.UTF8.GetBytes(Json(described)) is var whole ? whole[..(whole.Length / 2)] : [],
        _ => Encoding.UTF8.GetBytes(Json(described)),
    };

    /// <summary>An object with the expected members and unexpected values.</summary>
    private string Json(JsonElement described)
    {
        var content = described.TryGetProperty("content", out var contents) && contents.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } first
            && first.Value.TryGetProperty("schema", out var schema) ? Resolve(schema) : default;
        var names = content.ValueKind is JsonValueKind.Object && content.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().Select(property => property.Name).ToArray()
            : ["a"];
        return $"{{{string.Join(',', names.Where(_ => _random.Next(8) > 0).Select(name => $"\"{name}\":{One(Values)}"))}}}";
    }

    private JsonElement Resolve(JsonElement schema) =>
        schema.TryGetProperty("$ref", out var reference)
            ? document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1])
            : schema;

    private byte[] Bytes()
    {
        var bytes = new byte[_random.Next(2_000)];
        _random.NextBytes(bytes);
        return bytes;
    }

    private T One<T>(T[] choices) => choices[_random.Next(choices.Length)];

    // Half of the escape sequences are kept, so they reach the server unchanged.
    private string Escape(string text) => _random.Next(2) == 0 && text.StartsWith('%') ? text : Uri.EscapeDataString(text);
}
