using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults;

/// <summary>Builds the model of <typeparamref name="TContext"/> before the service is ready, so that no request waits for it.</summary>
internal sealed class ModelWarmUp<TContext>(IServiceScopeFactory scopes) : IHostedService
    where TContext : DbContext
{
    public Task StartAsync(CancellationToken ct)
    {
        using var scope = scopes.CreateScope();
        _ = scope.ServiceProvider.GetRequiredService<TContext>().Model;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken ct) => Task.CompletedTask;
}
