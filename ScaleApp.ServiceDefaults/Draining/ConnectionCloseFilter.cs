using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.ServiceDefaults;

/// <summary>Asks the clients of a draining service to close their connections, so that none of them is cut while a request is sent on it.</summary>
internal sealed class ConnectionCloseFilter(Drain drain) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, proceed) =>
        {
            if (drain.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            return proceed(context);
        });
        next(app);
    };
}
