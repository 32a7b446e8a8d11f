using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults.Faults;

/// <summary>A fault that a process makes itself, to see what a topology does then.</summary>
internal static class ClockSkewExtensions
{
    private const string Setting = "Faults:ClockSkew";

    private static readonly TimeSpan MaxSkew = TimeSpan.FromDays(1);

    /// <summary>Gives the process a clock that is ahead by <c>Faults:ClockSkew</c>, or behind when that is negative. Default: not at all.</summary>
    /// <remarks>It skews what takes its time from <see cref="TimeProvider"/>, which libraries do that have the option. Call it before others register one.</remarks>
    /// <exception cref="InvalidOperationException">The environment is not Development, or the skew is longer than a day.</exception>
    public static void AddClockSkew(this IHostApplicationBuilder builder)
    {
        var skew = builder.Configuration.GetValue(Setting, TimeSpan.Zero);
        if (skew == TimeSpan.Zero)
        {
            return;
        }

        if (!builder.Environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"{Setting} is {skew}: it sets the clock of this process wrong, to try what that does. It is for the environment Development and not for {builder.Environment.EnvironmentName}. Remove the setting.");
        }

        if (skew.Duration() > MaxSkew)
        {
            throw new InvalidOperationException($"{Setting} is {skew}: a clock can be off by up to {MaxSkew}.");
        }

        builder.Services.AddSingleton<TimeProvider>(new SkewedTimeProvider(skew));
    }
}

/// <summary>A clock that is off. Timestamps and timers measure durations, which a wrong clock does not change.</summary>
internal sealed class SkewedTimeProvider(TimeSpan skew) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + skew;
}
