using System.ComponentModel.DataAnnotations;
using System.Net;

namespace ScaleApp.Dashboard;

/// <summary>Where the dashboard listens and what it may show.</summary>
public sealed class DashboardOptions : IValidatableObject
{
    /// <summary>The section of the configuration that these are read from.</summary>
    public const string Section = "Dashboard";

    /// <summary>Where the pages are; port 0 takes a free one. Default: <c>http://localhost:18888</c>.</summary>
    [Required]
    public Uri FrontendUrl { get; set; } = new("http://localhost:18888");

    /// <summary>Where telemetry is taken in.</summary>
    public OtlpOptions Otlp { get; set; } = new();

    /// <summary>The Redis whose jobs are shown, as <c>host:port,password=...</c>. Default: null, no pages of jobs.</summary>
    public string? Redis { get; set; }

    /// <summary>What opens the pages, once, as <c>/login?t=</c>. Default: null, a random one for each start.</summary>
    [MinLength(16)]
    public string? Token { get; set; }

    /// <summary>
    /// Allows addresses that other machines reach. Default: false, loopback only. There is no TLS here: put a proxy that has it
    /// in front.
    /// </summary>
    public bool AllowRemote { get; set; }

    /// <summary>The name above the pages. Default: <c>ScaleApp</c>.</summary>
    [Required]
    public string ApplicationName { get; set; } = "ScaleApp";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var (name, url) in new[]
        {
            (nameof(FrontendUrl), FrontendUrl),
            ("Otlp:" + nameof(OtlpOptions.HttpUrl), Otlp.HttpUrl),
            ("Otlp:" + nameof(OtlpOptions.GrpcUrl), Otlp.GrpcUrl),
        })
        {
            if (url is { IsAbsoluteUri: false } or { Scheme: not "http" })
            {
                yield return new($"{Section}:{name} must be an address such as http://localhost:18888.");
            }
            else if (url is not null && !AllowRemote && !IsLoopback(url.Host))
            {
                yield return new(
                    $"{Section}:{name} is {url}, which other machines reach. Use localhost, or set {Section}:{nameof(AllowRemote)} to true.");
            }
        }

        if (AllowRemote && (Otlp.HttpUrl ?? Otlp.GrpcUrl) is not null && string.IsNullOrEmpty(Otlp.ApiKey))
        {
            yield return new($"{Section}:{nameof(AllowRemote)} needs {Section}:Otlp:{nameof(OtlpOptions.ApiKey)}: "
                + "without a key anybody could send telemetry.");
        }
    }

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}

/// <summary>Where telemetry is taken in.</summary>
public sealed class OtlpOptions
{
    /// <summary>For OTLP over HTTP, protobuf and JSON; null for none. Default: <c>http://localhost:4318</c>.</summary>
    public Uri? HttpUrl { get; set; } = new("http://localhost:4318");

    /// <summary>For OTLP over gRPC; null for none. Default: <c>http://localhost:4317</c>.</summary>
    public Uri? GrpcUrl { get; set; } = new("http://localhost:4317");

    /// <summary>What senders must send as the header <c>x-otlp-api-key</c>. Default: null, nothing; remote senders need one.</summary>
    public string? ApiKey { get; set; }
}
