using System.Diagnostics;

namespace ScaleApp.Worker.Email;

/// <summary>Mail: over SMTP when a server is named, else into the pickup folder.</summary>
internal static class EmailServices
{
    public static void AddEmail(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<EmailOptions>().BindConfiguration(EmailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<SmtpConnections>();
        builder.Services.AddSingleton<IEmailSender>(services => new TracedEmailSender(
            services.GetRequiredService<IOptions<EmailOptions>>().Value.Smtp.Host is { Length: > 0 }
                ? ActivatorUtilities.CreateInstance<SmtpSender>(services)
                : ActivatorUtilities.CreateInstance<PickupFolderSender>(services)));
        builder.Services.AddScoped<EmailLedger>();
    }
}

/// <summary>Traces each mail, by its id and result. An address never stands in a trace.</summary>
internal sealed class TracedEmailSender(IEmailSender next) : IEmailSender
{
    private static readonly ActivitySource Source = new("ScaleApp.Email");

    public async Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct)
    {
        using var span = Source.StartActivity("send mail", ActivityKind.Client);
        span?.SetTag("email.message.id", message.MessageId);
        try
        {
            var result = await next.SendAsync(message, ct);
            span?.SetTag("email.status", result.Status.ToString());
            return result;
        }
        catch (Exception error)
        {
            // Only the type: what a mail client reports may quote the peer.
            span?.SetTag("error.type", error.GetType().FullName).SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
