using ScaleApp.ServiceDefaults.Faults;

namespace ScaleApp.Tests.ServiceDefaults.Faults;

public class ClockSkewTests
{
    private static readonly string Setting = ScaleApp.Hosting.ClockSkewExtensions.Variable.Replace("__", ":", StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData(null)]
    public void Clock_without_a_skew_is_the_system_clock(string? skew)
    {
        using var host = Build(Environments.Production, skew);

        Assert.Same(TimeProvider.System, host.Services.GetRequiredService<TimeProvider>());
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Staging")]
    public void Skew_is_refused_outside_of_development(string environment)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Build(environment, "00:01:30"));

        Assert.StartsWith("Faults:ClockSkew is 00:01:30", error.Message, StringComparison.Ordinal);
        Assert.Contains(environment, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("Remove the setting.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Skew_of_more_than_a_day_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => Build(Environments.Development, "-1.00:00:01"));

    [Fact]
    public void Durations_are_measured_as_without_a_skew()
    {
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
