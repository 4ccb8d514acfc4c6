(function(){
  // The language chosen last, else the first of the browser's that the book speaks; both stand below for all others.
  var known={{ languages|tojson }},wished=(navigator.languages||[navigator.language||""]).map(function(tag){return tag.slice(0,2).toLowerCase()});
  try{wished.unshift(localStorage.getItem("language"))}catch(e){}
  var found=wished.filter(function(lang){return known.indexOf(lang)>=0})[0];
  if(found)location.replace(found+"/{{ page }}");
})()
