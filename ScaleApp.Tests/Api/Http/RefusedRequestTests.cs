using ScaleApp.Api.Orders;

namespace ScaleApp.Tests.Api.Http;

/// <summary>Requests that are refused: one table for what needs which sign-in, one for what is invalid.</summary>
public class RefusedRequestTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string AnOrder = "/api/orders/0190a8f0-0000-7000-8000-000000000000";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/api/me")]
    [InlineData("PUT", "/api/me/digest")]
    [InlineData("PUT", "/api/me/avatar")]
    [InlineData("DELETE", "/api/me/avatar")]
    [InlineData("GET", "/api/profile")]
    [InlineData("GET", "/api/cart")]
    [InlineData("GET", "/api/orders")]
    [InlineData("POST", "/api/orders")]
    [InlineData("DELETE", AnOrder)]
    [InlineData("POST", "/api/orders/exports")]
    public async Task Customer_endpoint_needs_a_customer(string method, string path)
    {
        using var anonymous = await api.First.Client.SendAsync(method, path);

        await anonymous.ProblemAsync(HttpStatusCode.Unauthorized);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/hangfire")]
    [InlineData("GET", "/hangfire/recurring")]
    [InlineData("GET", "/api/admin/customers")]
    [InlineData("PUT", "/api/admin/customers/1/role")]
    [InlineData("PUT", "/api/admin/customers/1/lockout")]
    [InlineData("PUT", "/api/admin/customers/1/orders/0190a8f0-0000-7000-8000-000000000000/shipped")]
    [InlineData("PUT", "/api/admin/products/1")]
    [InlineData("PUT", "/api/admin/products/1/picture")]
    [InlineData("POST", "/api/admin/digests")]
    public async Task Administration_needs_an_administrator(string method, string path)
    {
        using var customer = await api.First.SignInAsync();

        using var anonymous = await api.First.Client.SendAsync(method, path, new { role = "administrator" });
        using var byCustomer = await customer.Client.SendAsync(method, path, new { role = "administrator" });

        await anonymous.ProblemAsync(HttpStatusCode.Unauthorized);
        await byCustomer.ProblemAsync(HttpStatusCode.Forbidden);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/api/products/0")]
    [InlineData("GET", "/api/products/abc")]
    [InlineData("GET", "/api/products/2147483648")]
    [InlineData("GET", "/api/products?limit=0")]
    [InlineData("GET", "/api/products?limit=101")]
    [InlineData("GET", "/api/products?after=-1")]
    [InlineData("GET", "/api/products/top?count=101")]
    [InlineData("GET", "/api/products/top?count=1.5")]
    [InlineData("GET", "/api/orders?limit=0")]
    [InlineData("GET", "/api/orders?limit=101")]
    [InlineData("GET", "/api/orders?cursor=x")]
    [InlineData("GET", "/api/orders?cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("GET", "/api/orders?cursor=________________________________")]
    [InlineData("GET", "/api/orders?cursor=%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00%00")]
    [InlineData("POST", "/api/cart/items", """{"productId":0,"quantity":1}""")]
    [InlineData("POST", "/api/cart/items", """{"productId":1,"quantity":0}""")]
    [InlineData("POST", "/api/cart/items", """{"productId":1,"quantity":-1}""")]
    [InlineData("POST", "/api/cart/items", """{"productId":1,"quantity":1001}""")]
    [InlineData("POST", "/api/orders", """{"lines":[]}""")]
    [InlineData("POST", "/api/orders", """{"lines":null}""")]
    [InlineData("POST", "/api/orders", "{}")]
    [InlineData("POST", "/api/orders", """{"lines":[null]}""")]
    [InlineData("POST", "/api/orders", """{"lines":[{"productId":1,"quantity":0}]}""")]
    [InlineData("POST", "/api/orders", """{"lines":[{"productId":1,"quantity":1001}]}""")]
    [InlineData("POST", "/api/orders", """{"lines":[{"productId":0,"quantity":1}]}""")]
    [InlineData("POST", "/api/orders", """{"lines":[{"productId":1,"quantity":1},{"productId":1,"quantity":2}]}""")]
    [InlineData("POST", "/api/orders", """{"lines":"all"}""")]
    [InlineData("POST", "/api/orders", "[]")]
    [InlineData("POST", "/api/tokens/refresh", """{"refreshToken":""}""")]
    [InlineData("POST", "/api/tokens/refresh", """{"refreshToken":"AAAA"}""")]
    public async Task Invalid_request_is_a_bad_request(string method, string path, string? body = null)
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await customer.Client.SendAsync(method, path, body, ("Idempotency-Key", "makes-no-sense"));

        await answer.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("products/8", """{"name":"","price":1,"stock":1}""")]
    [InlineData("products/8", """{"name":"x","price":-0.01,"stock":1}""")]
    [InlineData("products/8", """{"name":"x","price":1.999,"stock":1}""")]
    [InlineData("products/8", """{"name":"x","price":99999999999999999999,"stock":1}""")]
    [InlineData("products/8", """{"name":"x","price":1,"stock":-1}""")]
    [InlineData("products/8", """{"name":"x"}""")]
    [InlineData("products/8", """{"name":"a\u0000b","price":1,"stock":1}""")]
    [InlineData("products/8", "{")]
    [InlineData("products/8", "")]
    [InlineData("customers/1/role", """{"role":"owner"}""")]
    [InlineData("customers/1/role", """{"role":""}""")]
    public async Task Invalid_administration_is_a_bad_request(string path, string body)
    {
        using var answer = await api.First.Administrator.SendAsync("PUT", $"/api/admin/{path}", body);

        await answer.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("GET", "/api/products/2147483647")]
    [InlineData("POST", "/api/cart/items", """{"productId":1000000,"quantity":1}""")]
    [InlineData("GET", AnOrder)]
    [InlineData("DELETE", AnOrder)]
    [InlineData("GET", "/api/orders/exports/0190a8f0-0000-7000-8000-000000000000")]
    public async Task Unknown_subject_is_not_found(string method, string path, string? body = null)
    {
        using var customer = await api.First.SignInAsync();

        using var answer = await customer.Client.SendAsync(method, path, body);

        await answer.ProblemAsync(HttpStatusCode.NotFound);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Invalid_key_or_too_many_lines_refuse_the_order()
    {
        using var customer = await api.First.SignInAsync();
        static object Order(int lines) => new { lines = Enumerable.Range(1, lines).Select(id => new { productId = id, quantity = 1 }) };

        using var tooLong = await customer.Client.SendAsync("POST", "/api/orders", Order(NewOrder.MaxLines + 1), ("Idempotency-Key", "lines"));
        using var longKey = await customer.Client.SendAsync("POST", "/api/orders", Order(1), ("Idempotency-Key", new string('k', 101)));
        using var blankKey = await customer.Client.SendAsync("POST", "/api/orders", Order(1), ("Idempotency-Key", "a key"));
        using var noKey = await customer.Client.SendAsync("POST", "/api/orders", Order(1));

        foreach (var answer in (HttpResponseMessage[])[tooLong, longKey, blankKey, noKey])
        {
            await answer.ProblemAsync(HttpStatusCode.BadRequest);
        }

        Assert.Contains("Idempotency-Key", await noKey.Content.ReadAsStringAsync());
    }
}
