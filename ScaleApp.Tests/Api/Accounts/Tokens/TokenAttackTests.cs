using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Tests.Api.Accounts.Tokens;

/// <summary>Tokens that must be refused. Those that need a valid signature are signed with the replica's real key.</summary>
public class TokenAttackTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresTheory("redis-server", "postgres")]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("nOnE")]
    [InlineData("")]
    public async Task Token_without_a_signature_algorithm_is_refused(string algorithm)
    {
        var (header, payload, signature) = await TokenAsync();
        header["alg"] = algorithm;

        await RefusedAsync($"{Text(header)}.{Text(payload)}.");
        await RefusedAsync($"{Text(header)}.{Text(payload)}.{signature}");
        await RefusedAsync($"{Text(header)}.{Text(payload)}");
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_signed_with_public_key_as_HMAC_secret_is_refused()
    {
        var (header, payload, _) = await TokenAsync();
        header["alg"] = "HS256";
        var signed = $"{Text(header)}.{Text(payload)}";
        var published = await api.First.Client.GetStringAsync("/.well-known/jwks.json");
        var point = JsonNode.Parse(published)!["keys"]![0]!;
        byte[][] secrets =
        [
            Encoding.UTF8.GetBytes(published), Encoding.UTF8.GetBytes(point.ToJsonString()), Base64Url.DecodeFromChars((string)point["x"]!),
            await api.Database.ScalarAsync<byte[]>("SELECT public_key FROM signing_keys LIMIT 1"), [],
        ];

        foreach (var secret in secrets)
        {
            await RefusedAsync($"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed)))}");
        }
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("known")]
    [InlineData("elsewhere")]
    [InlineData("")]
    [InlineData("' OR 1=1 --")]
    [InlineData("../../dev/null")]
    [InlineData(null)]
    public async Task Token_signed_with_a_foreign_key_is_refused(string? id)
    {
        var (header, payload, _) = await TokenAsync();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = own.ExportParameters(false).Q;
        header["kid"] = id is "known" ? header["kid"]!.DeepClone() : id;
        header["jku"] = "http://127.0.0.1:1/jwks.json";
        header["jwk"] = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y),
        };

        await RefusedAsync(Sign(header, payload, own));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("alg", "ES384")]
    [InlineData("alg", "RS256")]
    [InlineData("alg", "PS256")]
    [InlineData("alg", "es256")]
    [InlineData("exp", -60)]
    [InlineData("exp", -100_000_000)]
    [InlineData("nbf", 60)]
    [InlineData("aud", "another")]
    [InlineData("iss", "another")]
    [InlineData("sub", "0x1")]
    [InlineData("sub", "-1")]
    [InlineData("sub", "99999999999999999999")]
    [InlineData("exp", "tomorrow")]
    [InlineData("iat", "yesterday")]
    [InlineData("iat_ms", "yesterday")]
    [InlineData("iat_ms", "-1")]
    [InlineData("exp", null)]
    [InlineData("nbf", null)]
    [InlineData("iat", null)]
    [InlineData("iat_ms", null)]
    [InlineData("iss", null)]
    [InlineData("aud", null)]
    [InlineData("sub", null)]
    [InlineData("jti", null)]
    [InlineData("sid", null)]
    public async Task Signed_token_with_an_invalid_or_missing_value_is_refused(string name, object? value)
    {
        var (header, payload, _) = await TokenAsync();
        Assert.Equal(HttpStatusCode.OK, await api.First.StatusWithAsync(await SignAsync(header, payload)));
        var part = name is "alg" ? header : payload;
        part.Remove(name);
        if (value is not null)
        {
            part[name] = value is int seconds ? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds : (string)value;
        }

        await RefusedAsync(await SignAsync(header, payload));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Token_changed_after_signing_is_refused()
    {
        var (header, payload, signature) = await TokenAsync();
        var original = $"{Text(header)}.{Text(payload)}.{signature}";
        await RefusedAsync($"{Text(header)}.{Text(payload)}.{(signature[0] == 'A' ? 'B' : 'A')}{signature[1..]}");
        await RefusedAsync($"{Text(header)}.{Text(payload)}.{signature[..^4]}");
        await RefusedAsync($"{Text(header)}.{Text(payload)}.{Base64Url.EncodeToString(new byte[64])}");

        payload["role"] = "administrator";
        await RefusedAsync($"{Text(header)}.{Text(payload)}.{signature}");
        Assert.Equal(HttpStatusCode.OK, await api.First.StatusWithAsync(original));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Malformed_or_oversized_token_is_refused()
    {
        var (header, payload, signature) = await TokenAsync();
        string[] others =
        [
            $"{Text(header)}.{Text(payload)}.{signature}.{signature}.{signature}", "....", "...", "..", ".", "a", "a.b.c", "{}.{}.{}", "%%%.###.!!!",
            $"{Text(header)}.{new string('A', 20_000)}.{signature}",
        ];
        foreach (var other in others)
        {
            await RefusedAsync(other);
        }

        try
        {
            using var megabyte = await api.First.SendWithAsync("GET", "/api/me", new string('a', 1024 * 1024));
            Assert.InRange((int)megabyte.StatusCode, 400, 499);
        }
        catch (HttpRequestException error) when (error.InnerException is IOException)
        {
            // The server may refuse and close before the whole header is sent; then the client cannot read the answer.
        }
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("bearer  ..")]
    [InlineData("Basic YWRtaW46YWRtaW4=")]
    [InlineData("Bearer a, Bearer b")]
    public async Task Malformed_Authorization_header_is_refused(string header)
    {
        using var response = await api.First.Client.SendAsync("GET", "/api/me", body: null, ("Authorization", header));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.StartsWith("Bearer", response.Headers.WwwAuthenticate.Single().ToString());
    }

    private async Task RefusedAsync(string token)
    {
        using var response = await api.First.SendWithAsync("GET", "/api/me", token);

        Assert.True(response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.RequestHeaderFieldsTooLarge, $"{response.StatusCode}: {token}");
    }

    private async Task<(JsonObject Header, JsonObject Payload, string Signature)> TokenAsync()
    {
        using var customer = await api.First.SignInAsync();
        var parts = (await api.First.LogInForTokensAsync(customer)).AccessToken.Split('.');
        return (Read(parts[0]), Read(parts[1]), parts[2]);
    }

    private async Task<string> SignAsync(JsonObject header, JsonObject payload)
    {
        var keys = await api.First.Services.GetRequiredService<SigningKeyRing>().ReadAsync(CancellationToken.None);
        using var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(keys.Single(each => each.Id == (string)header["kid"]!).PrivateKey, out _);
        return Sign(header, payload, key);
    }

    private static string Sign(JsonObject header, JsonObject payload, ECDsa key)
    {
        var signed = $"{Text(header)}.{Text(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();

    private static string Text(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part));
}
