namespace ScaleApp.Tests.Api.Files;

internal static class PictureRequests
{
    public static string AddressOf(SignedInCustomer customer) => $"/api/customers/{customer.Id}/avatar";

    public static Task<HttpResponseMessage> UploadAsync(SignedInCustomer customer, byte[] content, string type = "image/png") =>
        PutAsync(customer.Client, "/api/me/avatar", content, type);

    public static async Task<HttpResponseMessage> PutAsync(HttpClient client, string address, byte[] content, string type = "image/png")
    {
        using var body = new ByteArrayContent(content) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return await client.PutAsync(address, body);
    }
}
