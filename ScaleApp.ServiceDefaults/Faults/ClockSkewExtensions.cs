using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.ServiceDefaults.Faults;

internal static class ClockSkewExtensions
{
    /// <summary>Gives the process a clock that is off by <c>Faults:ClockSkew</c>, if that is set.</summary>
    /// <remarks>It skews what takes its time from <see cref="TimeProvider"/>, which libraries do that have the option. Call it before others register one.</remarks>
    /// <exception cref="InvalidOperationException">The environment is not Development, or the skew is longer than a day.</exception>
    public static TBuilder AddClockSkew<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        var skew = (builder.Configuration.GetSection(FaultOptions.Section).Get<FaultOptions>() ?? new FaultOptions()).ClockSkew;
        if (skew == TimeSpan.Zero)
        {
            return builder;
        }

        const string Setting = $"{FaultOptions.Section}:{nameof(FaultOptions.ClockSkew)}";
        if (!builder.Environment.IsDevelopment())
        {
            throw new InvalidOperationException(
                $"{Setting} is {skew}: it sets the clock of this process wrong, to try what that does. It is for the environment Development and not for {builder.Environment.EnvironmentName}. Remove the setting.");
        }

        if (skew.Duration() > FaultOptions.MaxClockSkew)
        {
            throw new InvalidOperationException($"{Setting} is {skew}: a clock can be off by up to {FaultOptions.MaxClockSkew}.");
        }

        builder.Services.AddSingleton<TimeProvider>(new SkewedTimeProvider(TimeProvider.System, skew));
        return builder;
    }
}
