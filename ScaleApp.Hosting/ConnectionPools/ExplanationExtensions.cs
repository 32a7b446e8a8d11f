using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting;

public static class ExplanationExtensions
{
    private const string Setting = "Explain";
    private const string Argument = "--explain";

    /// <summary>
    /// With <c>--Explain=true</c>, or <c>--explain</c> as the last argument, prints how the connections of each PostgreSQL server are divided
    /// and ends before anything is started. Call it last.
    /// </summary>
    /// <param name="builder">The AppHost's builder.</param>
    /// <param name="output">Where the text goes. Default: the console.</param>
    public static IDistributedApplicationBuilder UseExplanation(this IDistributedApplicationBuilder builder, TextWriter? output = null)
    {
        var isAsked = string.Equals(builder.Configuration[Setting], "true", StringComparison.OrdinalIgnoreCase)
            || Environment.GetCommandLineArgs().Contains(Argument, StringComparer.Ordinal);
        if (!isAsked || !builder.ExecutionContext.IsRunMode)
        {
            return builder;
        }

        builder.Eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            (output ?? Console.Out).Write(Explain(started.Model));

            // Aspire takes this for an orderly end when the host is stopping.
            started.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
            throw new OperationCanceledException("Nothing was started: an explanation was asked for.");
        });

        return builder;
    }

    internal static string Explain(DistributedApplicationModel model) => string.Join(Environment.NewLine,
        from server in model.Resources.OfType<PostgresServerResource>()
        from pools in server.Annotations.OfType<ConnectionPoolsAnnotation>()
        select ConnectionPlanText.Of(new ConnectionPlan(model, server, pools.Reserve)));
}
