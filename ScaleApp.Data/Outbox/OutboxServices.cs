using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Data.Outbox;

/// <summary>Registers the outbox of a service.</summary>
public static class OutboxServices
{
    /// <summary>
    /// Hands jobs that were enqueued with <see cref="OutboxExtensions"/> to the job engine. Needs <typeparamref name="TContext"/> with
    /// <see cref="OutboxJob"/> in its model, the <c>NpgsqlDataSource</c> of its database, and <c>AddJobClient</c> or <c>AddJobServer</c>.
    /// </summary>
    public static IHostApplicationBuilder AddJobOutbox<TContext>(this IHostApplicationBuilder builder)
        where TContext : DbContext
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<OutboxOptions>().BindConfiguration(OutboxOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<OutboxInterceptors>();
        services.TryAddSingleton<OutboxTransfer>();
        services.ConfigureDbContext<TContext>((provider, context) =>
            context.AddInterceptors(provider.GetRequiredService<OutboxInterceptors>().All));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OutboxRelay>());
        return builder;
    }
}
