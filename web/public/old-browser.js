// Shown by browsers too old for the page itself.
var place = document.querySelector(".first-paint");
if (place) {
  place.textContent =
    "您的手机浏览器太旧，打不开这个页面。请用微信打开，或换一部手机；急事请直接打电话或去乡镇（街道）民政窗口。";
}
