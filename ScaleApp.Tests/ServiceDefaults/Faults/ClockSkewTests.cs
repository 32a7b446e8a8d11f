using ScaleApp.ServiceDefaults.Faults;

namespace ScaleApp.Tests.ServiceDefaults.Faults;

public class ClockSkewTests
{
    private static readonly string Setting = ScaleApp.Hosting.ClockSkewExtensions.Variable.Replace("__", ":", StringComparison.Ordinal);

    [Theory]
    [InlineData("Production", "00:01:30", "Production")]
    [InlineData("Staging", "00:01:30", "Staging")]
    [InlineData("Development", "-1.00:00:01", "")]
    public void Skew_outside_of_development_or_of_a_day_is_refused(string environment, string skew, string message)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(environment, skew));

        Assert.StartsWith($"Faults:ClockSkew is {skew}", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Durations_are_measured_as_without_a_skew()
    {
        using var host = Build(Environments.Production, "00:00:00");
        Assert.Same(TimeProvider.System, host.Services.GetRequiredService<TimeProvider>());
        var skewed = new SkewedTimeProvider(TimeSpan.FromHours(1));
        var begin = TimeProvider.System.GetTimestamp();

        Assert.InRange(skewed.GetUtcNow() - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(61));
        Assert.InRange(skewed.GetElapsedTime(begin), TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static IHost Build(string environment, string? skew)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = environment });
        builder.Configuration.AddInMemoryCollection([new(Setting, skew)]);
        builder.AddServiceDefaults();
        return builder.Build();
    }
}
