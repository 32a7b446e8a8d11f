using ScaleApp.Api.Replicas;

namespace ScaleApp.Api;

/// <summary>What the API is made of.</summary>
internal static class ApiApplication
{
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHealthChecks();
        builder.AddReplica();

        var app = builder.Build();
        app.MapHealthChecks("/health");
        app.MapHealthChecks("/alive");
        app.MapReplica();

        return app;
    }
}
