using Microsoft.Extensions.DependencyInjection.Extensions;
using ScaleApp.ServiceDefaults;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Resilience for outgoing HTTP.</summary>
public static class HttpResilienceExtensions
{
    /// <summary>
    /// Gives every request of the client a deadline, retries where a repetition is safe, and a circuit breaker a host. See
    /// <see cref="HttpResilienceOptions"/>.
    /// </summary>
    public static IHttpClientBuilder AddStandardResilienceHandler(this IHttpClientBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOptions<HttpResilienceOptions>().BindConfiguration(HttpResilienceOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<HttpPipelines>();
        builder.Services.TryAddTransient<HttpResilienceHandler>();

        // The pipeline keeps the deadlines; the client's own would cut the retries short.
        return builder.ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler<HttpResilienceHandler>();
    }
}
