using Microsoft.Extensions.DependencyInjection;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Registers what runs a topology.</summary>
internal static class OrchestrationServices
{
    public static IServiceCollection AddOrchestration(this IServiceCollection services) => services;
}
