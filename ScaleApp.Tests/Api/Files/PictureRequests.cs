using System.Net.Http.Headers;
using ScaleApp.Tests.Api.Accounts;

namespace ScaleApp.Tests.Api.Files;

/// <summary>Requests of customers and administrators for pictures.</summary>
internal static class PictureRequests
{
    public static string AddressOf(SignedInCustomer customer) => $"/api/customers/{customer.Id}/avatar";

    public static Task<HttpResponseMessage> UploadAsync(SignedInCustomer customer, byte[] content, string type = "image/png") =>
        PutAsync(customer.Client, "/api/me/avatar", content, type: type);

    public static async Task<HttpResponseMessage> PutAsync(
        HttpClient client, string address, byte[] content, string? key = null, string type = "image/png")
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, address)
        {
            Content = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
        };
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        return await client.SendAsync(request);
    }

    public static async Task<HttpResponseMessage> GetAsync(HttpClient client, string address, Action<HttpRequestMessage> configure)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        configure(request);
        return await client.SendAsync(request);
    }
}
