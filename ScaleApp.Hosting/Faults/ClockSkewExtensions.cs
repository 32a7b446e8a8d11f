using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

public static class ClockSkewExtensions
{
    /// <summary>The setting that <c>ScaleApp.ServiceDefaults</c> reads; a test holds both sides together.</summary>
    internal const string Variable = "Faults__ClockSkew";

    /// <summary>
    /// Sets the clock of every replica of the project off by <paramref name="skew"/>, while other projects keep the right time. Aspire gives the
    /// replicas of a project one environment, so for a single replica add the project a second time under another name.
    /// </summary>
    /// <remarks>The project refuses to start with it unless its environment is Development. A published application does not get it.</remarks>
    public static IResourceBuilder<ProjectResource> WithClockSkew(this IResourceBuilder<ProjectResource> builder, TimeSpan skew) =>
        builder.ApplicationBuilder.ExecutionContext.IsRunMode ? builder.WithEnvironment(Variable, skew.ToString("c")) : builder;
}
