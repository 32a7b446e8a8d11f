namespace ScaleApp.Worker.Digests;

/// <summary>Registers the digest and its schedule.</summary>
internal static class DigestServices
{
    public static IHostApplicationBuilder AddDailyDigest(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DailyDigestOptions>().BindConfiguration(DailyDigestOptions.Section)
            .ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddScoped<DigestLedger>();
        builder.Services.AddScoped<DailyDigest>();
        builder.Services.AddHostedService<DigestSchedule>();

        return builder;
    }
}
