using Microsoft.Extensions.Options;

namespace ScaleApp.Worker.Email;

/// <summary>Mail: over SMTP when a server is named, else into the pickup folder.</summary>
internal static class EmailServices
{
    public static IHostApplicationBuilder AddEmail(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EmailOptions>().BindConfiguration(EmailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SmtpConnections>();
        builder.Services.AddSingleton<IEmailSender>(services => new TracedEmailSender(
            services.GetRequiredService<IOptions<EmailOptions>>().Value.Smtp.Host is { Length: > 0 }
                ? ActivatorUtilities.CreateInstance<SmtpSender>(services)
                : ActivatorUtilities.CreateInstance<PickupFolderSender>(services)));
        builder.Services.AddScoped<EmailLedger>();

        return builder;
    }
}
