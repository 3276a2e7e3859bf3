/*! Contains Lit, Copyright 2017 Google LLC, BSD-3-Clause: https://lit.dev. The rest: Apache-2.0. */
var e=globalThis,t=e.ShadowRoot&&(e.ShadyCSS===void 0||e.ShadyCSS.nativeShadow)&&`adoptedStyleSheets`in Document.prototype&&`replace`in CSSStyleSheet.prototype,n=Symbol(),r=new WeakMap,i=class{constructor(e,t,r){if(this._$cssResult$=!0,r!==n)throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");this.cssText=e,this.t=t}get styleSheet(){let e=this.o,n=this.t;if(t&&e===void 0){let t=n!==void 0&&n.length===1;t&&(e=r.get(n)),e===void 0&&((this.o=e=new CSSStyleSheet).replaceSync(this.cssText),t&&r.set(n,e))}return e}toString(){return this.cssText}},a=e=>new i(typeof e==`string`?e:e+``,void 0,n),o=(e,...t)=>new i(e.length===1?e[0]:t.reduce((t,n,r)=>t+(e=>{if(!0===e._$cssResult$)return e.cssText;if(typeof e==`number`)return e;throw Error(`Value passed to 'css' function must be a 'css' function result: `+e+`. Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.`)})(n)+e[r+1],e[0]),e,n),s=(n,r)=>{if(t)n.adoptedStyleSheets=r.map(e=>e instanceof CSSStyleSheet?e:e.styleSheet);else for(let t of r){let r=document.createElement(`style`),i=e.litNonce;i!==void 0&&r.setAttribute(`nonce`,i),r.textContent=t.cssText,n.appendChild(r)}},c=t?e=>e:e=>e instanceof CSSStyleSheet?(e=>{let t=``;for(let n of e.cssRules)t+=n.cssText;return a(t)})(e):e,{is:l,defineProperty:u,getOwnPropertyDescriptor:d,getOwnPropertyNames:f,getOwnPropertySymbols:p,getPrototypeOf:m}=Object,h=globalThis,ee=h.trustedTypes,te=ee?ee.emptyScript:``,ne=h.reactiveElementPolyfillSupport,g=(e,t)=>e,re={toAttribute(e,t){switch(t){case Boolean:e=e?te:null;break;case Object:case Array:e=e==null?e:JSON.stringify(e)}return e},fromAttribute(e,t){let n=e;switch(t){case Boolean:n=e!==null;break;case Number:n=e===null?null:Number(e);break;case Object:case Array:try{n=JSON.parse(e)}catch{n=null}}return n}},ie=(e,t)=>!l(e,t),ae={attribute:!0,type:String,converter:re,reflect:!1,useDefault:!1,hasChanged:ie};Symbol.metadata??=Symbol(`metadata`),h.litPropertyMetadata??=new WeakMap;var _=class extends HTMLElement{static addInitializer(e){this._$Ei(),(this.l??=[]).push(e)}static get observedAttributes(){return this.finalize(),this._$Eh&&[...this._$Eh.keys()]}static createProperty(e,t=ae){if(t.state&&(t.attribute=!1),this._$Ei(),this.prototype.hasOwnProperty(e)&&((t=Object.create(t)).wrapped=!0),this.elementProperties.set(e,t),!t.noAccessor){let n=Symbol(),r=this.getPropertyDescriptor(e,n,t);r!==void 0&&u(this.prototype,e,r)}}static getPropertyDescriptor(e,t,n){let{get:r,set:i}=d(this.prototype,e)??{get(){return this[t]},set(e){this[t]=e}};return{get:r,set(t){let a=r?.call(this);i?.call(this,t),this.requestUpdate(e,a,n)},configurable:!0,enumerable:!0}}static getPropertyOptions(e){return this.elementProperties.get(e)??ae}static _$Ei(){if(this.hasOwnProperty(g(`elementProperties`)))return;let e=m(this);e.finalize(),e.l!==void 0&&(this.l=[...e.l]),this.elementProperties=new Map(e.elementProperties)}static finalize(){if(this.hasOwnProperty(g(`finalized`)))return;if(this.finalized=!0,this._$Ei(),this.hasOwnProperty(g(`properties`))){let e=this.properties,t=[...f(e),...p(e)];for(let n of t)this.createProperty(n,e[n])}let e=this[Symbol.metadata];if(e!==null){let t=litPropertyMetadata.get(e);if(t!==void 0)for(let[e,n]of t)this.elementProperties.set(e,n)}this._$Eh=new Map;for(let[e,t]of this.elementProperties){let n=this._$Eu(e,t);n!==void 0&&this._$Eh.set(n,e)}this.elementStyles=this.finalizeStyles(this.styles)}static finalizeStyles(e){let t=[];if(Array.isArray(e)){let n=new Set(e.flat(1/0).reverse());for(let e of n)t.unshift(c(e))}else e!==void 0&&t.push(c(e));return t}static _$Eu(e,t){let n=t.attribute;return!1===n?void 0:typeof n==`string`?n:typeof e==`string`?e.toLowerCase():void 0}constructor(){super(),this._$Ep=void 0,this.isUpdatePending=!1,this.hasUpdated=!1,this._$Em=null,this._$Ev()}_$Ev(){this._$ES=new Promise(e=>this.enableUpdating=e),this._$AL=new Map,this._$E_(),this.requestUpdate(),this.constructor.l?.forEach(e=>e(this))}addController(e){(this._$EO??=new Set).add(e),this.renderRoot!==void 0&&this.isConnected&&e.hostConnected?.()}removeController(e){this._$EO?.delete(e)}_$E_(){let e=new Map,t=this.constructor.elementProperties;for(let n of t.keys())this.hasOwnProperty(n)&&(e.set(n,this[n]),delete this[n]);e.size>0&&(this._$Ep=e)}createRenderRoot(){let e=this.shadowRoot??this.attachShadow(this.constructor.shadowRootOptions);return s(e,this.constructor.elementStyles),e}connectedCallback(){this.renderRoot??=this.createRenderRoot(),this.enableUpdating(!0),this._$EO?.forEach(e=>e.hostConnected?.())}enableUpdating(e){}disconnectedCallback(){this._$EO?.forEach(e=>e.hostDisconnected?.())}attributeChangedCallback(e,t,n){this._$AK(e,n)}_$ET(e,t){let n=this.constructor.elementProperties.get(e),r=this.constructor._$Eu(e,n);if(r!==void 0&&!0===n.reflect){let i=(n.converter?.toAttribute===void 0?re:n.converter).toAttribute(t,n.type);this._$Em=e,i==null?this.removeAttribute(r):this.setAttribute(r,i),this._$Em=null}}_$AK(e,t){let n=this.constructor,r=n._$Eh.get(e);if(r!==void 0&&this._$Em!==r){let e=n.getPropertyOptions(r),i=typeof e.converter==`function`?{fromAttribute:e.converter}:e.converter?.fromAttribute===void 0?re:e.converter;this._$Em=r;let a=i.fromAttribute(t,e.type);this[r]=a??this._$Ej?.get(r)??a,this._$Em=null}}requestUpdate(e,t,n,r=!1,i){if(e!==void 0){let a=this.constructor;if(!1===r&&(i=this[e]),n??=a.getPropertyOptions(e),!((n.hasChanged??ie)(i,t)||n.useDefault&&n.reflect&&i===this._$Ej?.get(e)&&!this.hasAttribute(a._$Eu(e,n))))return;this.C(e,t,n)}!1===this.isUpdatePending&&(this._$ES=this._$EP())}C(e,t,{useDefault:n,reflect:r,wrapped:i},a){n&&!(this._$Ej??=new Map).has(e)&&(this._$Ej.set(e,a??t??this[e]),!0!==i||a!==void 0)||(this._$AL.has(e)||(this.hasUpdated||n||(t=void 0),this._$AL.set(e,t)),!0===r&&this._$Em!==e&&(this._$Eq??=new Set).add(e))}async _$EP(){this.isUpdatePending=!0;try{await this._$ES}catch(e){Promise.reject(e)}let e=this.scheduleUpdate();return e!=null&&await e,!this.isUpdatePending}scheduleUpdate(){return this.performUpdate()}performUpdate(){if(!this.isUpdatePending)return;if(!this.hasUpdated){if(this.renderRoot??=this.createRenderRoot(),this._$Ep){for(let[e,t]of this._$Ep)this[e]=t;this._$Ep=void 0}let e=this.constructor.elementProperties;if(e.size>0)for(let[t,n]of e){let{wrapped:e}=n,r=this[t];!0!==e||this._$AL.has(t)||r===void 0||this.C(t,void 0,n,r)}}let e=!1,t=this._$AL;try{e=this.shouldUpdate(t),e?(this.willUpdate(t),this._$EO?.forEach(e=>e.hostUpdate?.()),this.update(t)):this._$EM()}catch(t){throw e=!1,this._$EM(),t}e&&this._$AE(t)}willUpdate(e){}_$AE(e){this._$EO?.forEach(e=>e.hostUpdated?.()),this.hasUpdated||(this.hasUpdated=!0,this.firstUpdated(e)),this.updated(e)}_$EM(){this._$AL=new Map,this.isUpdatePending=!1}get updateComplete(){return this.getUpdateComplete()}getUpdateComplete(){return this._$ES}shouldUpdate(e){return!0}update(e){this._$Eq&&=this._$Eq.forEach(e=>this._$ET(e,this[e])),this._$EM()}updated(e){}firstUpdated(e){}};_.elementStyles=[],_.shadowRootOptions={mode:`open`},_[g(`elementProperties`)]=new Map,_[g(`finalized`)]=new Map,ne?.({ReactiveElement:_}),(h.reactiveElementVersions??=[]).push(`2.1.2`);var oe=globalThis,se=e=>e,v=oe.trustedTypes,ce=v?v.createPolicy(`lit-html`,{createHTML:e=>e}):void 0,le=`$lit$`,y=`lit$${Math.random().toFixed(9).slice(2)}$`,ue=`?`+y,de=`<${ue}>`,b=document,x=()=>b.createComment(``),S=e=>e===null||typeof e!=`object`&&typeof e!=`function`,fe=Array.isArray,pe=e=>fe(e)||typeof e?.[Symbol.iterator]==`function`,me=`[ 	
\f\r]`,C=/<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g,he=/-->/g,ge=/>/g,w=RegExp(`>|${me}(?:([^\\s"'>=/]+)(${me}*=${me}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`,`g`),_e=/'/g,ve=/"/g,ye=/^(?:script|style|textarea|title)$/i,T=(e=>(t,...n)=>({_$litType$:e,strings:t,values:n}))(1),E=Symbol.for(`lit-noChange`),D=Symbol.for(`lit-nothing`),be=new WeakMap,O=b.createTreeWalker(b,129);function xe(e,t){if(!fe(e)||!e.hasOwnProperty(`raw`))throw Error(`invalid template strings array`);return ce===void 0?t:ce.createHTML(t)}var Se=(e,t)=>{let n=e.length-1,r=[],i,a=t===2?`<svg>`:t===3?`<math>`:``,o=C;for(let t=0;t<n;t++){let n=e[t],s,c,l=-1,u=0;for(;u<n.length&&(o.lastIndex=u,c=o.exec(n),c!==null);)u=o.lastIndex,o===C?c[1]===`!--`?o=he:c[1]===void 0?c[2]===void 0?c[3]!==void 0&&(o=w):(ye.test(c[2])&&(i=RegExp(`</`+c[2],`g`)),o=w):o=ge:o===w?c[0]===`>`?(o=i??C,l=-1):c[1]===void 0?l=-2:(l=o.lastIndex-c[2].length,s=c[1],o=c[3]===void 0?w:c[3]===`"`?ve:_e):o===ve||o===_e?o=w:o===he||o===ge?o=C:(o=w,i=void 0);let d=o===w&&e[t+1].startsWith(`/>`)?` `:``;a+=o===C?n+de:l>=0?(r.push(s),n.slice(0,l)+le+n.slice(l)+y+d):n+y+(l===-2?t:d)}return[xe(e,a+(e[n]||`<?>`)+(t===2?`</svg>`:t===3?`</math>`:``)),r]},Ce=class e{constructor({strings:t,_$litType$:n},r){let i;this.parts=[];let a=0,o=0,s=t.length-1,c=this.parts,[l,u]=Se(t,n);if(this.el=e.createElement(l,r),O.currentNode=this.el.content,n===2||n===3){let e=this.el.content.firstChild;e.replaceWith(...e.childNodes)}for(;(i=O.nextNode())!==null&&c.length<s;){if(i.nodeType===1){if(i.hasAttributes())for(let e of i.getAttributeNames())if(e.endsWith(le)){let t=u[o++],n=i.getAttribute(e).split(y),r=/([.?@])?(.*)/.exec(t);c.push({type:1,index:a,name:r[2],strings:n,ctor:r[1]===`.`?Te:r[1]===`?`?Ee:r[1]===`@`?De:j}),i.removeAttribute(e)}else e.startsWith(y)&&(c.push({type:6,index:a}),i.removeAttribute(e));if(ye.test(i.tagName)){let e=i.textContent.split(y),t=e.length-1;if(t>0){i.textContent=v?v.emptyScript:``;for(let n=0;n<t;n++)i.append(e[n],x()),O.nextNode(),c.push({type:2,index:++a});i.append(e[t],x())}}}else if(i.nodeType===8){if(i.data===ue)c.push({type:2,index:a});else{let e=-1;for(;(e=i.data.indexOf(y,e+1))!==-1;)c.push({type:7,index:a}),e+=y.length-1}}a++}}static createElement(e,t){let n=b.createElement(`template`);return n.innerHTML=e,n}};function k(e,t,n=e,r){if(t===E)return t;let i=r===void 0?n._$Cl:n._$Co?.[r],a=S(t)?void 0:t._$litDirective$;return i?.constructor!==a&&(i?._$AO?.(!1),a===void 0?i=void 0:(i=new a(e),i._$AT(e,n,r)),r===void 0?n._$Cl=i:(n._$Co??=[])[r]=i),i!==void 0&&(t=k(e,i._$AS(e,t.values),i,r)),t}var we=class{constructor(e,t){this._$AV=[],this._$AN=void 0,this._$AD=e,this._$AM=t}get parentNode(){return this._$AM.parentNode}get _$AU(){return this._$AM._$AU}u(e){let{el:{content:t},parts:n}=this._$AD,r=(e?.creationScope??b).importNode(t,!0);O.currentNode=r;let i=O.nextNode(),a=0,o=0,s=n[0];for(;s!==void 0;){if(a===s.index){let t;s.type===2?t=new A(i,i.nextSibling,this,e):s.type===1?t=new s.ctor(i,s.name,s.strings,this,e):s.type===6&&(t=new Oe(i,this,e)),this._$AV.push(t),s=n[++o]}a!==s?.index&&(i=O.nextNode(),a++)}return O.currentNode=b,r}p(e){let t=0;for(let n of this._$AV)n!==void 0&&(n.strings===void 0?n._$AI(e[t]):(n._$AI(e,n,t),t+=n.strings.length-2)),t++}},A=class e{get _$AU(){return this._$AM?._$AU??this._$Cv}constructor(e,t,n,r){this.type=2,this._$AH=D,this._$AN=void 0,this._$AA=e,this._$AB=t,this._$AM=n,this.options=r,this._$Cv=r?.isConnected??!0}get parentNode(){let e=this._$AA.parentNode,t=this._$AM;return t!==void 0&&e?.nodeType===11&&(e=t.parentNode),e}get startNode(){return this._$AA}get endNode(){return this._$AB}_$AI(e,t=this){e=k(this,e,t),S(e)?e===D||e==null||e===``?(this._$AH!==D&&this._$AR(),this._$AH=D):e!==this._$AH&&e!==E&&this._(e):e._$litType$===void 0?e.nodeType===void 0?pe(e)?this.k(e):this._(e):this.T(e):this.$(e)}O(e){return this._$AA.parentNode.insertBefore(e,this._$AB)}T(e){this._$AH!==e&&(this._$AR(),this._$AH=this.O(e))}_(e){this._$AH!==D&&S(this._$AH)?this._$AA.nextSibling.data=e:this.T(b.createTextNode(e)),this._$AH=e}$(e){let{values:t,_$litType$:n}=e,r=typeof n==`number`?this._$AC(e):(n.el===void 0&&(n.el=Ce.createElement(xe(n.h,n.h[0]),this.options)),n);if(this._$AH?._$AD===r)this._$AH.p(t);else{let e=new we(r,this),n=e.u(this.options);e.p(t),this.T(n),this._$AH=e}}_$AC(e){let t=be.get(e.strings);return t===void 0&&be.set(e.strings,t=new Ce(e)),t}k(t){fe(this._$AH)||(this._$AH=[],this._$AR());let n=this._$AH,r,i=0;for(let a of t)i===n.length?n.push(r=new e(this.O(x()),this.O(x()),this,this.options)):r=n[i],r._$AI(a),i++;i<n.length&&(this._$AR(r&&r._$AB.nextSibling,i),n.length=i)}_$AR(e=this._$AA.nextSibling,t){for(this._$AP?.(!1,!0,t);e!==this._$AB;){let t=se(e).nextSibling;se(e).remove(),e=t}}setConnected(e){this._$AM===void 0&&(this._$Cv=e,this._$AP?.(e))}},j=class{get tagName(){return this.element.tagName}get _$AU(){return this._$AM._$AU}constructor(e,t,n,r,i){this.type=1,this._$AH=D,this._$AN=void 0,this.element=e,this.name=t,this._$AM=r,this.options=i,n.length>2||n[0]!==``||n[1]!==``?(this._$AH=Array(n.length-1).fill(new String),this.strings=n):this._$AH=D}_$AI(e,t=this,n,r){let i=this.strings,a=!1;if(i===void 0)e=k(this,e,t,0),a=!S(e)||e!==this._$AH&&e!==E,a&&(this._$AH=e);else{let r=e,o,s;for(e=i[0],o=0;o<i.length-1;o++)s=k(this,r[n+o],t,o),s===E&&(s=this._$AH[o]),a||=!S(s)||s!==this._$AH[o],s===D?e=D:e!==D&&(e+=(s??``)+i[o+1]),this._$AH[o]=s}a&&!r&&this.j(e)}j(e){e===D?this.element.removeAttribute(this.name):this.element.setAttribute(this.name,e??``)}},Te=class extends j{constructor(){super(...arguments),this.type=3}j(e){this.element[this.name]=e===D?void 0:e}},Ee=class extends j{constructor(){super(...arguments),this.type=4}j(e){this.element.toggleAttribute(this.name,!!e&&e!==D)}},De=class extends j{constructor(e,t,n,r,i){super(e,t,n,r,i),this.type=5}_$AI(e,t=this){if((e=k(this,e,t,0)??D)===E)return;let n=this._$AH,r=e===D&&n!==D||e.capture!==n.capture||e.once!==n.once||e.passive!==n.passive,i=e!==D&&(n===D||r);r&&this.element.removeEventListener(this.name,this,n),i&&this.element.addEventListener(this.name,this,e),this._$AH=e}handleEvent(e){typeof this._$AH==`function`?this._$AH.call(this.options?.host??this.element,e):this._$AH.handleEvent(e)}},Oe=class{constructor(e,t,n){this.element=e,this.type=6,this._$AN=void 0,this._$AM=t,this.options=n}get _$AU(){return this._$AM._$AU}_$AI(e){k(this,e)}},ke={M:le,P:y,A:ue,C:1,L:Se,R:we,D:pe,V:k,I:A,H:j,N:Ee,U:De,B:Te,F:Oe},Ae=oe.litHtmlPolyfillSupport;Ae?.(Ce,A),(oe.litHtmlVersions??=[]).push(`3.3.3`);var je=(e,t,n)=>{let r=n?.renderBefore??t,i=r._$litPart$;if(i===void 0){let e=n?.renderBefore??null;r._$litPart$=i=new A(t.insertBefore(x(),e),e,void 0,n??{})}return i._$AI(e),i},Me=globalThis,M=class extends _{constructor(){super(...arguments),this.renderOptions={host:this},this._$Do=void 0}createRenderRoot(){let e=super.createRenderRoot();return this.renderOptions.renderBefore??=e.firstChild,e}update(e){let t=this.render();this.hasUpdated||(this.renderOptions.isConnected=this.isConnected),super.update(e),this._$Do=je(t,this.renderRoot,this.renderOptions)}connectedCallback(){super.connectedCallback(),this._$Do?.setConnected(!0)}disconnectedCallback(){super.disconnectedCallback(),this._$Do?.setConnected(!1)}render(){return E}};M._$litElement$=!0,M.finalized=!0,Me.litElementHydrateSupport?.({LitElement:M});var Ne=Me.litElementPolyfillSupport;Ne?.({LitElement:M}),(Me.litElementVersions??=[]).push(`4.2.2`);var Pe={ATTRIBUTE:1,CHILD:2,PROPERTY:3,BOOLEAN_ATTRIBUTE:4,EVENT:5,ELEMENT:6},N=e=>(...t)=>({_$litDirective$:e,values:t}),P=class{constructor(e){}get _$AU(){return this._$AM._$AU}_$AT(e,t,n){this._$Ct=e,this._$AM=t,this._$Ci=n}_$AS(e,t){return this.update(e,t)}update(e,t){return this.render(...t)}},Fe=N(class extends P{constructor(e){if(super(e),e.type!==Pe.ATTRIBUTE||e.name!==`class`||e.strings?.length>2)throw Error("`classMap()` can only be used in the `class` attribute and must be the only part in the attribute.")}render(e){return` `+Object.keys(e).filter(t=>e[t]).join(` `)+` `}update(e,[t]){if(this.st===void 0){this.st=new Set,e.strings!==void 0&&(this.nt=new Set(e.strings.join(` `).split(/\s/).filter(e=>e!==``)));for(let e in t)t[e]&&!this.nt?.has(e)&&this.st.add(e);return this.render(t)}let n=e.element.classList;for(let e of this.st)e in t||(n.remove(e),this.st.delete(e));for(let e in t){let r=!!t[e];r===this.st.has(e)||this.nt?.has(e)||(r?(n.add(e),this.st.add(e)):(n.remove(e),this.st.delete(e)))}return E}}),Ie=e=>e??D;function F(e,t,n){e.dispatchEvent(new CustomEvent(t,{detail:n,bubbles:!0,composed:!0}))}var Le=864e5,Re=360,ze=1024,Be=new Map;function I(e,t){let n=e.locale.time_zone===`server`?e.config.time_zone:void 0,r=JSON.stringify([e.language,n,t]),i=Be.get(r);if(!i){let a=n?{...t,timeZone:n}:t;i=new Intl.DateTimeFormat(e.language,a),Be.set(r,i)}return i}function L(e,t){return I(t,{year:`numeric`,month:`numeric`,day:`numeric`}).format(new Date(e))}function Ve(e,t,n){let[r=0,i=0]=[t,Date.parse(e)].map(e=>{let t={...n,language:`en`};return Date.parse(`${I(t,{year:`numeric`,month:`numeric`,day:`numeric`}).format(e)} UTC`)});return(r-i)/Le}function He(e,t,n,r=Date.now()){return L(e,t)===L(r,t)?n.today:Ve(e,r,t)===1?n.yesterday:I(t,{weekday:`long`,day:`numeric`,month:`long`,...r-Date.parse(e)<300*Le?{}:{year:`numeric`}}).format(new Date(e))}function R(e,t){return I(t,{hour:`numeric`,minute:`2-digit`,...Ue(t.locale.time_format)}).format(new Date(e))}function Ue(e){switch(e){case`12`:return{hour12:!0};case`24`:return{hourCycle:`h23`};case`system`:{let{hour12:e}=new Intl.DateTimeFormat(void 0,{hour:`numeric`}).resolvedOptions();return Ue(e?`12`:`24`)}default:return{}}}function We(e,t,n,r=Date.now()){return L(e,t)===L(r,t)?R(e,t):Ve(e,r,t)===1?n.yesterday:I(t,{day:`numeric`,month:`short`}).format(new Date(e))}function Ge(e){let t=e.trim().split(/\s+/u).filter(Boolean).map(e=>[...e].find(e=>/[\p{L}\p{N}]/u.test(e))).filter(e=>e!==void 0),[n,r]=[t[0],t.length>1?t.at(-1):``];return`${n??`?`}${r??``}`.toLocaleUpperCase()}function Ke(e){let t=0;for(let n of e)t=(t*31+(n.codePointAt(0)??0))%9973;return t*137%Re}function z(e,t){let n=[`B`,`KB`,`MB`,`GB`],r=e,i=0;for(;r>=ze&&i<n.length-1;)r/=ze,i+=1;let a=+(i>0&&r<10);return`${r.toLocaleString(t,{maximumFractionDigits:a})} ${n[i]}`}function qe(e){let t=Math.round(e);return`${Math.floor(t/60)}:${String(t%60).padStart(2,`0`)}`}var Je=/\b(?:https?:\/\/|mailto:|tel:)[^\s<>"'“”„«»、。「」『』【】（）！？]+/giu,Ye=/[.,;:!?…)\]}]+$/u;function Xe(e){let t=[],n=0;for(let r of e.matchAll(Je)){let i=Ze(r[0]);$e(i)&&(r.index>n&&t.push({text:e.slice(n,r.index)}),t.push({text:i,href:i}),n=r.index+i.length)}return n<e.length&&t.push({text:e.slice(n)}),t}function Ze(e){let t=e;for(;;){let e=Ye.exec(t)?.[0];if(!e)return t;let n=e.at(-1)??``;if(n===`)`&&Qe(t,`(`)>=Qe(t,`)`))return t;t=t.slice(0,-n.length)}}function Qe(e,t){return e.split(t).length-1}function $e(e){if(!URL.canParse(e))return!1;let{protocol:t,hostname:n,pathname:r}=new URL(e);return t.startsWith(`http`)?n!==``:r!==``}function et(e,t){if(e.deleted)return t.deleted;let n=[e.title,e.text].filter(Boolean).join(` `).replace(/\s+/gu,` `).trim(),r=e.location?.name??``,i=e.kind===`file`?e.attachments[0]?.name??``:``;return n||r||i||t[`kind_${e.kind}`]||t.kind_text}var{I:tt}=ke,nt=e=>e,rt=e=>e.strings===void 0,it=()=>document.createComment(``),B=(e,t,n)=>{let r=e._$AA.parentNode,i=t===void 0?e._$AB:t._$AA;if(n===void 0)n=new tt(r.insertBefore(it(),i),r.insertBefore(it(),i),e,e.options);else{let t=n._$AB.nextSibling,a=n._$AM,o=a!==e;if(o){let t;n._$AQ?.(e),n._$AM=e,n._$AP!==void 0&&(t=e._$AU)!==a._$AU&&n._$AP(t)}if(t!==i||o){let e=n._$AA;for(;e!==t;){let t=nt(e).nextSibling;nt(r).insertBefore(e,i),e=t}}}return n},V=(e,t,n=e)=>(e._$AI(t,n),e),at={},ot=(e,t=at)=>e._$AH=t,st=e=>e._$AH,ct=e=>{e._$AR(),e._$AA.remove()},H=(e,t)=>{let n=e._$AN;if(n===void 0)return!1;for(let e of n)e._$AO?.(t,!1),H(e,t);return!0},U=e=>{let t,n;do{if((t=e._$AM)===void 0)break;n=t._$AN,n.delete(e),e=t}while(n?.size===0)},lt=e=>{for(let t;t=e._$AM;e=t){let n=t._$AN;if(n===void 0)t._$AN=n=new Set;else if(n.has(e))break;n.add(e),ft(t)}};function ut(e){this._$AN===void 0?this._$AM=e:(U(this),this._$AM=e,lt(this))}function dt(e,t=!1,n=0){let r=this._$AH,i=this._$AN;if(i!==void 0&&i.size!==0){if(t){if(Array.isArray(r))for(let e=n;e<r.length;e++)H(r[e],!1),U(r[e]);else r!=null&&(H(r,!1),U(r))}else H(this,e)}}var ft=e=>{e.type==Pe.CHILD&&(e._$AP??=dt,e._$AQ??=ut)},pt=class extends P{constructor(){super(...arguments),this._$AN=void 0}_$AT(e,t,n){super._$AT(e,t,n),lt(this),this.isConnected=e._$AU}_$AO(e,t=!0){e!==this.isConnected&&(this.isConnected=e,e?this.reconnected?.():this.disconnected?.()),t&&(H(this,e),U(this))}setValue(e){if(rt(this._$Ct))this._$Ct._$AI(e,this);else{let t=[...this._$Ct._$AH];t[this._$Ci]=e,this._$Ct._$AI(t,this,0)}}disconnected(){}reconnected(){}},mt=21600,ht=18e6,gt=500,_t=new class{constructor(){this.#e=new Map,this.#t=null,this.release=()=>{this.#e.clear()}}#e;#t;signed(e,t){this.#n(e.connection);let n=this.#r(t);if(n)return n.promise;let r={signedAt:Date.now(),promise:e.callWS({type:`auth/sign_path`,path:t,expires:mt}).then(t=>(r.address=e.hassUrl(t.path),r.address)).catch(e=>{throw this.#e.get(t)===r&&this.#e.delete(t),e})};return this.#e.set(t,r),this.#i(),r.promise}peek(e){return this.#r(e)?.address}forget(e){this.#e.delete(e)}#n(e){e!==this.#t&&(this.#t?.removeEventListener(`ready`,this.release),e.addEventListener(`ready`,this.release),this.#t=e,this.release())}#r(e){let t=this.#e.get(e);if(t&&Date.now()-t.signedAt<ht)return t;this.#e.delete(e)}#i(){for(let e of this.#e.keys()){if(this.#e.size<=gt)return;this.#e.delete(e)}}},vt=`400px`,yt=new WeakMap,bt;function xt(e,t){bt??=new IntersectionObserver(e=>{for(let{isIntersecting:t,target:n}of e){let e=t&&yt.get(n);e&&(St(n),e())}},{rootMargin:vt,scrollMargin:vt}),yt.set(e,t),bt.observe(e)}function St(e){yt.delete(e),bt?.unobserve(e)}var W=N(class extends pt{#e;#t;#n=``;#r=`src`;#i=!1;render(e,t,n){}update(e,[t,n,r=`src`]){this.#t=t,(this.#e!==e.element||this.#n!==n)&&(this.#o(),this.#e=e.element,this.#n=n,this.#r=r,this.#i=!1,this.#a())}disconnected(){this.#o()}reconnected(){this.#a()}#a(){let e=this.#e;if(!e)return;delete e.dataset.state,this.#r===`src`&&(e.addEventListener(`error`,this.#l),e.addEventListener(`load`,this.#c)),this.#r===`href`&&(e.addEventListener(`pointerenter`,this.#s),e.addEventListener(`focus`,this.#s));let t=_t.peek(this.#n);t===void 0?(e.removeAttribute(this.#r),xt(e,this.#s)):e.setAttribute(this.#r,t)}#o(){let e=this.#e;e&&(St(e),e.removeEventListener(`error`,this.#l),e.removeEventListener(`load`,this.#c),e.removeEventListener(`pointerenter`,this.#s),e.removeEventListener(`focus`,this.#s))}#s=async()=>{let e=this.#e,t=this.#n;if(e&&this.#t)try{let n=await _t.signed(this.#t.hass,t),r=e.getAttribute(this.#r)===n;this.isConnected&&this.#n===t&&!r&&e.setAttribute(this.#r,n)}catch{e.dataset.state=`failed`}};#c=()=>{this.#e.dataset.state=`loaded`};#l=async()=>{let e=this.#e;e.hasAttribute(this.#r)&&(this.#i?e.dataset.state=`failed`:(this.#i=!0,_t.forget(this.#n),e.removeAttribute(this.#r),await this.#s()))}}),Ct=N(class extends pt{#e;#t;#n=``;render(e){}update(e,[t]){(this.#t!==t||this.#e!==e.element)&&(this.disconnected(),this.#e=e.element,this.#t=t,this.reconnected())}disconnected(){this.#n&&=(URL.revokeObjectURL(this.#n),``)}reconnected(){this.#t&&(this.#n=URL.createObjectURL(this.#t),this.#e?.setAttribute(`src`,this.#n))}});function G(e,t){return`${e}${e.includes(`?`)?`&`:`?`}preview=${t}x${t}`}var wt=640,Tt=5,Et=1e3,K=new Map;function q(e){return e.preview&&!/^(?:video|audio)\//u.test(e.content_type)}function Dt(e,t,n){let[r]=n.content_type.split(`/`,1);return r===`video`?At(e,n):r===`audio`?jt(e,t,n):q(n)?Ot(e,t,n):Mt(e,n)}function Ot(e,t,n){let{texts:r}=e,{path:i}=n;return T`<button
    class="picture"
    type="button"
    aria-label=${r.open_picture(n.name||r.kind_image)}
    style=${Ie(K.has(i)?`--ratio:${K.get(i)}`:void 0)}
    @click=${e=>F(e.currentTarget,`chat-rooms-picture`,{message:t,attachment:n})}
  >
    <ha-icon icon="mdi:image-outline" aria-hidden="true"></ha-icon>
    <img
      alt=""
      draggable="false"
      decoding="async"
      @load=${e=>kt(i,e.currentTarget)}
      ${W(e,G(i,wt))}
    />
    <span class="broken">${r.picture_failed}</span>
  </button>`}function kt(e,t){let{naturalWidth:n,naturalHeight:r}=t;if(n===0||r===0)return;let i=Math.min(2.4,Math.max(.5,n/r));K.size>=Et&&K.clear(),K.set(e,i),t.parentElement?.style.setProperty(`--ratio`,String(i))}function At(e,t){let{path:n,preview:r,name:i}=t,a=i||e.texts.kind_video;return T`${r?T`<video
        controls
        playsinline
        preload="none"
        aria-label=${a}
        ${W(e,n)}
        ${W(e,G(n,wt),`poster`)}
      ></video>`:T`<video
        controls
        playsinline
        preload="metadata"
        aria-label=${a}
        ${W(e,n)}
      ></video>`}${Mt(e,t,`instead`)}`}function jt(e,t,n){let r=t.kind===`audio`?e.texts.kind_audio:n.name;return T`<audio
      controls
      preload=${t.duration===null?`metadata`:`none`}
      aria-label=${r}
      ${W(e,n.path)}
    ></audio>
    ${Mt(e,n,`instead`)}`}function Mt(e,t,n=``){let{name:r,size:i,path:a}=t;return T`<a
    class="file ${n}"
    target="_blank"
    rel="noopener noreferrer"
    download=${r}
    ${W(e,a,`href`)}
  >
    <span class="tile"><ha-icon icon="mdi:file-outline" aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${r||e.texts.kind_file}</span>
      <bdi class="more"
        >${i===null?e.texts.download:z(i,e.language)}</bdi
      >
    </span>
  </a>`}function Nt(e,t){let{latitude:n,longitude:r,name:i}=t,a=`${n.toFixed(Tt)}, ${r.toFixed(Tt)}`;return T`<a
    class="file place"
    href=${`https://www.openstreetmap.org/?${new URLSearchParams({mlat:`${n}`,mlon:`${r}`})}#map=16/${n}/${r}`}
    target="_blank"
    rel="noopener noreferrer"
    aria-label=${e.texts.open_map(i||a)}
  >
    <span class="tile"><ha-icon icon="mdi:map-marker" aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${i||e.texts.kind_location}</span>
      <bdi class="more" dir="ltr">${a}</bdi>
    </span>
  </a>`}var Pt=o`
  .picture {
    --most: min(76cqi - 12px, 320px);
    position: relative;
    display: grid;
    place-items: center;
    overflow: hidden;
    width: min(var(--most), calc(var(--ratio, 1.333) * 240px));
    aspect-ratio: var(--ratio, 1.333);
    border-radius: 12px;
    background: color-mix(in srgb, var(--chat-ink) 8%, transparent);
    color: var(--chat-soft);
    --mdc-icon-size: 32px;
  }
  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity 200ms;
  }
  .picture img[data-state="loaded"] {
    opacity: 1;
  }
  .broken {
    display: none;
    position: absolute;
    inset-inline: 8px;
    inset-block-end: 10px;
    font-size: var(--ha-font-size-s, 12px);
  }
  img[data-state="failed"] ~ .broken {
    display: block;
  }
  .album {
    display: grid;
    grid-template-columns: repeat(2, 1fr);
    gap: 3px;
    width: min(76cqi - 12px, 320px);
  }
  .album .picture {
    width: auto;
    aspect-ratio: 1;
    border-radius: 8px;
  }
  .album .picture:last-child:nth-child(odd) {
    grid-column: span 2;
    aspect-ratio: 2;
  }
  .stamp .picture {
    width: min(45cqi, 176px);
    aspect-ratio: 1;
    background: none;
  }
  .stamp .picture img {
    object-fit: contain;
  }
  video {
    display: block;
    width: min(76cqi - 12px, 340px);
    aspect-ratio: 16 / 9;
    border-radius: 12px;
    background: #000;
    object-fit: contain;
  }
  audio {
    display: block;
    width: min(76cqi - 24px, 280px);
    height: 44px;
  }
  :is(video, audio)[data-state="failed"] {
    display: none;
  }
  .file {
    display: flex;
    align-items: center;
    gap: 10px;
    min-width: min(52cqi, 180px);
    padding: 2px;
    color: inherit;
    text-decoration: none;
    border-radius: 10px;
  }
  .tile {
    flex: none;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 10px;
    background: color-mix(in srgb, var(--chat-accent) 22%, transparent);
    color: var(--chat-link);
    --mdc-icon-size: 22px;
  }
  .about {
    display: grid;
    min-width: 0;
  }
  .name {
    font-weight: var(--ha-font-weight-medium, 500);
    overflow-wrap: anywhere;
  }
  .more {
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    font-variant-numeric: tabular-nums;
  }
  .file.instead {
    display: none;
  }
  :is(video, audio)[data-state="failed"] + .file.instead {
    display: flex;
  }
  @media (hover: hover) {
    .file:hover .name {
      text-decoration: underline;
    }
  }
`;function Ft(e,t){return T`<span class="avatar" style="--hue:${Ke(t.id)}" aria-hidden="true"
    >${Ge(t.name)}${t.path?T`<img alt="" draggable="false" ${W(e,t.path)} />`:D}</span
  >`}var It=o`
  .avatar {
    flex: none;
    position: relative;
    display: grid;
    place-items: center;
    width: var(--avatar, 32px);
    height: var(--avatar, 32px);
    border-radius: 50%;
    overflow: hidden;
    background: oklch(0.54 0.11 var(--hue));
    color: #fff;
    font-size: calc(var(--avatar, 32px) * 0.4);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 1;
    letter-spacing: 0.02em;
    user-select: none;
  }
  .avatar img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    opacity: 0;
    transition: opacity 150ms;
  }
  .avatar img[data-state="loaded"] {
    opacity: 1;
  }
`,Lt=o`
  :host {
    display: block;
    padding-block-start: 2px;
    padding-inline: 12px;
    border-radius: 12px;
    outline-offset: -3px;
    --round: 18px;
    --tight: 6px;
  }
  :host(:focus-visible) {
    outline: 2px solid var(--chat-accent);
  }
  .row {
    display: flex;
    align-items: flex-start;
    gap: 8px;
  }
  .row.own {
    flex-direction: row-reverse;
  }
  .row.first {
    padding-block-start: 8px;
  }
  .noface {
    flex: none;
    width: var(--avatar, 32px);
  }
  .column {
    position: relative;
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    min-width: 0;
    max-width: min(76cqi, 560px);
  }
  .own .column {
    align-items: flex-end;
  }
  .bubble {
    display: flow-root;
    min-width: 0;
    max-width: 100%;
    padding: 7px 12px;
    border-radius: var(--tight) var(--round) var(--round) var(--tight);
    background: var(--chat-theirs);
    line-height: 1.4;
  }
  .bubble:dir(rtl) {
    border-radius: var(--round) var(--tight) var(--tight) var(--round);
  }
  .first .bubble {
    border-start-start-radius: var(--round);
  }
  .last .bubble {
    border-end-start-radius: var(--round);
  }
  .own .bubble {
    background: var(--chat-own);
    border-radius: var(--round) var(--tight) var(--tight) var(--round);
  }
  .own .bubble:dir(rtl) {
    border-radius: var(--tight) var(--round) var(--round) var(--tight);
  }
  .own.first .bubble {
    border-start-end-radius: var(--round);
  }
  .own.last .bubble {
    border-end-end-radius: var(--round);
  }
  .mention .bubble {
    box-shadow: inset 0 0 0 1.5px
      color-mix(in srgb, var(--chat-accent) 75%, transparent);
  }
  :is(.stamp, .emoji) .bubble {
    padding: 0 2px;
    background: none;
  }
  .gone .bubble {
    background: none;
    box-shadow: inset 0 0 0 1px var(--chat-line);
    color: var(--chat-soft);
  }
  .sender {
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-bold, 700);
    line-height: 1.5;
    color: color-mix(in oklab, oklch(0.6 0.17 var(--hue)) 62%, var(--chat-ink));
  }
  .title {
    font-weight: var(--ha-font-weight-bold, 700);
    overflow-wrap: anywhere;
  }
  .meta {
    float: inline-end;
    display: inline-flex;
    align-items: center;
    gap: 5px;
    margin-inline-start: 10px;
    margin-block: 5px -3px;
    font-size: 11px;
    line-height: 14px;
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
    user-select: none;
  }
  .mark {
    --mdc-icon-size: 13px;
    display: inline-flex;
  }
  .failed .mark {
    color: var(--chat-error);
  }
  .sending .bubble {
    opacity: 0.72;
  }
  .bubble > :is(.picture, .album, video, audio, .file, .leaving) {
    margin-block: 3px;
  }
  .bubble > .file + .meta {
    margin-block-start: 0;
  }
  .bubble > :is(.picture, .album, video, .leaving) {
    margin-inline: -6px;
  }
  .bubble > :is(.picture, .album, video, .leaving):first-child {
    margin-block-start: -1px;
  }
  .stamp .bubble > .picture {
    margin-inline: 0;
  }
  .leaving {
    display: block;
    max-width: min(66cqi, 320px);
    height: 200px;
    border-radius: 12px;
    object-fit: cover;
  }
  .long.cut-off {
    max-height: 21em;
    overflow: hidden;
    mask-image: linear-gradient(#000 82%, transparent);
  }
  .whole {
    color: var(--chat-link);
    font-weight: var(--ha-font-weight-medium, 500);
    padding-block: 4px;
  }
  .quote {
    display: flex;
    align-items: center;
    gap: 8px;
    min-width: calc(100% + 8px);
    max-width: calc(100% + 8px);
    margin-block: 3px 5px;
    margin-inline: -4px;
    padding: 5px 10px;
    border-radius: 8px;
    border-inline-start: 3px solid
      color-mix(in oklab, oklch(0.6 0.17 var(--hue, 240)) 62%, var(--chat-ink));
    background: color-mix(in srgb, var(--chat-ink) 6%, transparent);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
    text-align: start;
  }
  .quote.empty {
    border-color: var(--chat-line);
    color: var(--chat-soft);
    font-style: italic;
  }
  .quote img {
    flex: none;
    width: 34px;
    height: 34px;
    border-radius: 6px;
    object-fit: cover;
  }
  .quote img[data-state="failed"] {
    display: none;
  }
  .quoted {
    display: grid;
    min-width: 0;
  }
  .reactions {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin-block: -5px 4px;
    padding-inline: 8px;
    z-index: 0;
  }
  .reaction {
    display: inline-flex;
    gap: 4px;
    align-items: center;
    padding: 1px 8px;
    border-radius: 12px;
    border: 2px solid var(--chat-surface);
    background: var(--chat-theirs);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 19px;
  }
  .reaction.mine {
    background: var(--chat-own);
  }
  .count {
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
  }
  .answer.tool {
    position: absolute;
    inset-block-start: max(0px, 50% - 16px);
    inset-inline-start: calc(100% + 6px);
    z-index: 1;
    border: 1px solid var(--chat-line);
    background: var(--chat-surface);
    width: 32px;
    height: 32px;
    --ha-icon-button-size: 32px;
    --mdc-icon-button-size: 32px;
    --mdc-icon-size: 18px;
    opacity: 0;
    pointer-events: none;
  }
  :host(:is(:focus-within, [chosen])) .answer.tool {
    opacity: 1;
    pointer-events: auto;
  }
  .own .answer.tool {
    inset-inline: auto calc(100% + 6px);
  }
  @container (max-width: 420px) {
    .answer.tool {
      inset-inline-start: calc(100% - 22px);
    }
    .own .answer.tool {
      inset-inline: auto calc(100% - 22px);
    }
  }
  .failure {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 2px 12px;
    padding-block: 4px;
    font-size: var(--ha-font-size-s, 12px);
    color: var(--chat-error);
  }
  .failure button {
    padding-block: 4px;
    font-weight: var(--ha-font-weight-bold, 700);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 2px 6px;
    max-width: min(88cqi, 560px);
    margin: 6px auto;
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
    text-align: center;
    color: var(--chat-soft);
    --mdc-icon-size: 15px;
  }
  .notice.like ha-icon {
    color: var(--pink-color, #e91e63);
  }
  .notice.sensor {
    width: fit-content;
    padding: 5px 12px;
    border-radius: 14px;
    border: 1px solid color-mix(in srgb, var(--warning-color, #ffa600) 55%, transparent);
    background: color-mix(in srgb, var(--warning-color, #ffa600) 12%, transparent);
    color: var(--chat-ink);
  }
  .notice time {
    padding-block-start: 1px;
    font-size: 11px;
    color: var(--chat-soft);
  }
  .notice .quote {
    min-width: 0;
    max-width: 100%;
    margin: 2px 0;
  }
  :host([flash]) {
    animation: flash 1.6s ease-out;
  }
  @keyframes flash {
    from {
      background: color-mix(in srgb, var(--chat-accent) 30%, transparent);
    }
  }
  @media (hover: hover) {
    :host(:hover) .answer.tool {
      opacity: 1;
      pointer-events: auto;
    }
    button.quote:hover {
      background: color-mix(in srgb, var(--chat-ink) 10%, transparent);
    }
  }
`,Rt=3e5,zt=new Set([`system`,`like`,`sensor`]);function Bt(e){return zt.has(e.kind)&&!e.deleted}function Vt(e,t,n,r){let i=[],a,o=[...t.map(e=>Wt(e,r)),...n.map(Gt)];for(let t of o){let n=Ut(e,t),r=i.at(-1);r?.key!==n&&(r={key:n,label:He(Y(t),e.hass,e.texts),entries:[]},i.push(r),a=void 0),a&&!t.isUnreadFrom&&qt(a,t)&&(a.isLast=!1,t.isFirst=!1),r.entries.push(t),a=t}return i}var J=new Map,Ht;function Ut(e,t){(Ht!==e||J.size>1e3)&&(J.clear(),Ht=e);let n=Y(t),r=J.get(n);return r===void 0&&(r=L(n,e.hass),J.set(n,r)),r}function Wt(e,t){return{key:e.message_id,message:e,pending:null,isFirst:!0,isLast:!0,isUnreadFrom:e.message_id===t}}function Gt(e){return{key:e.local_id,message:null,pending:e,isFirst:!0,isLast:!0,isUnreadFrom:!1}}function Y(e){return(e.message??e.pending)?.sent_at??``}function Kt({message:e}){return!e||e.is_own?`own`:`other ${e.sender_id}`}function qt(e,t){let n=[e,t].every(({message:e})=>!e||!Bt(e)),r=Date.parse(Y(t))-Date.parse(Y(e));return n&&Kt(e)===Kt(t)&&r<Rt}function X({icon:e,label:t,action:n,isDisabled:r=!1,look:i=``}){let a=T`<ha-icon class=${i} icon=${e} aria-hidden="true"></ha-icon>`;return customElements.get(`ha-icon-button`)?T`<ha-icon-button
        class="tool ${i}"
        .label=${t}
        .disabled=${r}
        @click=${n}
      >
        ${a}
      </ha-icon-button>`:T`<button
        class="tool ${i}"
        type="button"
        aria-label=${t}
        title=${t}
        ?disabled=${r}
        @click=${n}
      >
        ${a}
      </button>`}function Z(e,t=`small`){return T`<span role="status" aria-label=${e.loading}
    >${customElements.get(`ha-spinner`)?T`<ha-spinner .size=${t}></ha-spinner>`:T`<span class="spinner"></span>`}</span
  >`}function Jt(e,t){return t?customElements.get(`ha-alert`)?T`<ha-alert class="alert" alert-type=${e}>${t}</ha-alert>`:T`<div class="alert plain ${e}" role="alert">${t}</div>`:D}function Yt(e,t){return t<=0?D:T`<span class="badge" role="img" aria-label=${e.unread_count(t)}
    >${t>99?`99+`:t}</span
  >`}var Xt=`ha-markdown`,Zt=/(```[\s\S]*?```|`[^`\n]*`)/u,Qt=/[*_`~#>|[\]\\<&]|^\s*(?:[-+=]|\d+[.)])/mu,$t=/<(https?:\/\/[^\s<>]+)>/giu,en=`⁠`,tn=/^(?:\p{Extended_Pictographic}(?:\uFE0F|\u20E3|\p{Emoji_Modifier}|\u200D\p{Extended_Pictographic})*\s?){1,3}$/u,nn=!1;function rn(e){if(customElements.get(Xt)||(customElements.whenDefined(Xt).then(e),nn))return;nn=!0;let{loadCardHelpers:t}=window;t?.().then(e=>e.createCardElement({type:`markdown`,content:` `})).catch(()=>void 0)}function an(e,t){return t&&Qt.test(e)&&customElements.get(Xt)?T`<ha-markdown class="markdown" dir="auto" breaks .content=${sn(e)}></ha-markdown>`:T`<span class="plain" dir="auto"
        >${Xe(e).map(({text:e,href:t})=>t?T`<a href=${t} target="_blank" rel="noopener noreferrer">${e}</a>`:e)}</span
      >`}function on(e){return tn.test(e.trim())}function sn(e){return e.split(Zt).map((e,t)=>t%2==0?e.replace($t,`$1`).replaceAll(`<`,`&lt;`):e.replace(/<(?=[a-z/!?])/giu,`<${en}`)).join(``).replaceAll(`![`,`!${en}[`)}var cn=o`
  .plain {
    white-space: pre-wrap;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
  .plain a {
    color: var(--chat-link);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .markdown {
    overflow-wrap: anywhere;
    --markdown-link-color: var(--chat-link);
    --markdown-code-background-color: color-mix(
      in srgb,
      var(--chat-ink) 9%,
      transparent
    );
  }
  .emoji .plain {
    font-size: 2.4em;
    line-height: 1.25;
  }
`,ln=o`
  :host {
    --chat-surface: var(--card-background-color, #fff);
    --chat-ink: var(--primary-text-color, #212121);
    --chat-accent: var(--primary-color, #03a9f4);
    --chat-line: var(--divider-color, rgb(127 127 127 / 25%));
    --chat-soft: color-mix(in srgb, var(--chat-ink) 70%, transparent);
    --chat-theirs: color-mix(in srgb, var(--chat-ink) 7%, var(--chat-surface));
    --chat-own: color-mix(in srgb, var(--chat-accent) 24%, var(--chat-surface));
    --chat-strong: color-mix(in srgb, var(--chat-accent) 78%, #000);
    --chat-on-strong: var(--text-primary-color, #fff);
    --chat-link: color-mix(in srgb, var(--chat-accent) 45%, var(--chat-ink));
    --chat-error: color-mix(in srgb, var(--error-color, #db4437) 75%, var(--chat-ink));
  }
`,Q=o`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button {
    font: inherit;
    color: inherit;
    cursor: pointer;
    border: none;
    background: none;
    padding: 0;
    margin: 0;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
    opacity: 0.45;
  }
  :is(a, button, textarea, [tabindex]):focus-visible {
    outline: 2px solid var(--chat-accent);
    outline-offset: 2px;
  }
  /* Names and texts have their own direction, but stand where the others do. */
  :is(bdi, [dir="auto"]):not(textarea) {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .cut {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    min-width: 0;
  }
  .tool {
    flex: none;
    display: inline-grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    color: var(--chat-soft);
    --mdc-icon-size: 22px;
  }
  ha-icon-button.tool {
    --ha-icon-button-size: 40px;
    --mdc-icon-button-size: 40px;
  }
  button.tool {
    transition: background-color 120ms;
  }
  ha-icon.turn:dir(rtl) {
    transform: scaleX(-1);
  }
  .badge {
    flex: none;
    min-width: 20px;
    padding: 0 6px;
    border-radius: 10px;
    background: var(--chat-strong);
    color: var(--chat-on-strong);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 20px;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }
  .spinner {
    display: inline-block;
    width: 28px;
    height: 28px;
    border-radius: 50%;
    border: 3px solid var(--chat-line);
    border-block-start-color: var(--chat-accent);
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (hover: hover) {
    button.tool:not(:disabled):hover {
      background: color-mix(in srgb, var(--chat-ink) 9%, transparent);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      transition: none !important;
      animation-duration: 2.5s !important;
    }
  }
`,un=160,dn=1200,fn=20,pn={like:`mdi:heart`,sensor:`mdi:access-point`},mn=class extends M{static{this.properties={around:{attribute:!1},message:{attribute:!1},pending:{attribute:!1},quoted:{attribute:!1},isFirst:{attribute:!1},isLast:{attribute:!1},canReply:{attribute:!1},isWhole:{state:!0}}}static{this.styles=[Q,It,Pt,cn,Lt]}render(){let{message:e,pending:t}=this;return e?Bt(e)?this.#e(e):this.#t(e):t?this.#d(t):D}#e(e){let{around:t}=this,{kind:n,sender:r,sent_at:i}=e,a=pn[n]??`mdi:information-outline`,o=[e.title,e.text].filter(Boolean).join(` — `);return T`<div class="notice ${n}">
      <ha-icon icon=${a} aria-hidden="true"></ha-icon>
      <span dir="auto"
        >${r&&(n!==`system`||!o)?T`<b>${r}</b> `:D}${an(o||t.texts[`kind_${n}`],!1)}</span
      >
      <time datetime=${i}>${R(i,t.hass)}</time>
      ${e.reply_to?this.#c(e.reply_to):D}
    </div>`}#t(e){let{is_own:t,deleted:n}=e;return T`<div class=${Fe({row:!0,own:t,first:this.isFirst,last:this.isLast,stamp:e.kind===`stamp`&&e.attachments.some(q),emoji:vn(e),mention:e.mentions_me&&!t,gone:n})}>
      ${t?D:this.#n(e)}
      <div class="column">
        <div class="bubble">
          ${this.isFirst&&!t?hn(e):D}
          ${e.reply_to&&!n?this.#c(e.reply_to):D}
          ${n?this.#i():this.#a(e)}${this.#r(e)}
        </div>
        ${this.#l(e)}
        ${this.canReply&&!n?this.#u(e):D}
      </div>
    </div>`}#n(e){let{sender:t,sender_id:n,avatar:r}=e;return this.isFirst?Ft(this.around,{id:n,name:t,path:r}):T`<span class="noface"></span>`}#r(e){let{hass:t,texts:n}=this.around,{edited_at:r,deleted:i,duration:a,sent_at:o}=e;return T`<span class="meta">
      ${r&&!i?T`<span>${n.edited}</span>`:D}
      ${a===null||i?D:T`<span>${qe(a)}</span>`}
      <time datetime=${o}>${R(o,t)}</time>
    </span>`}#i(){return T`<span class="plain"><i>${this.around.texts.deleted}</i></span>`}#a(e){let{around:t}=this,{attachments:n,location:r,title:i}=e,a=n.length>1&&n.every(q),o=n.map(n=>Dt(t,e,n));return T`${a?T`<div class="album">${o}</div>`:o}
    ${r?Nt(t,r):D}
    ${i?T`<div class="title" dir="auto">${i}</div>`:D}
    ${this.#o(e)}`}#o(e){let{text:t,markdown:n,attachments:r,location:i,title:a,kind:o}=e,{texts:s}=this.around;return t?(n&&rn(()=>this.requestUpdate()),yn(t)?this.#s(t,n):an(t,n)):r.length===0&&!i&&!a?T`<span class="plain"><i>${s[`kind_${o}`]}</i></span>`:D}#s(e,t){let{texts:n}=this.around;return T`<div class="long ${this.isWhole?``:`cut-off`}">
        ${an(e,t)}
      </div>
      <button
        class="whole"
        type="button"
        aria-expanded=${this.isWhole?`true`:`false`}
        @click=${()=>{this.isWhole=!this.isWhole}}
      >
        ${this.isWhole?n.show_less:n.show_more}
      </button>`}#c(e){let{around:t,quoted:n}=this,{texts:r}=t;if(!n)return T`<div class="quote empty"><span class="cut">${n===null?r.quote_gone:r.loading}</span></div>`;let i=n.is_own?r.you:n.sender,a=et(n,r),o=n.attachments.find(q);return T`<button
      class="quote"
      type="button"
      style="--hue:${Ke(n.sender_id)}"
      aria-label="${r.in_reply_to} ${i}: ${a}"
      @click=${()=>F(this,`chat-rooms-jump`,e)}
    >
      ${o?T`<img
            alt=""
            ${W(t,G(o.path,un))}
          />`:D}
      <span class="quoted">
        <span class="sender cut" dir="auto">${i}</span>
        <span class="cut" dir="auto">${a}</span>
      </span>
    </button>`}#l({reactions:e,deleted:t}){if(e.length===0||t)return D;let{reacted:n}=this.around.texts;return T`<div class="reactions" role="list">
      ${e.map(({text:e,count:t,is_own:r})=>T`<span
            class="reaction ${r?`mine`:``}"
            role="listitem"
            aria-label=${n(e,t)}
            ><span>${e}</span>${t>1?T`<span class="count">${t}</span>`:D}</span
          >`)}
    </div>`}#u(e){let{reply:t}=this.around.texts;return X({icon:`mdi:reply`,label:t,action:()=>F(this,`chat-rooms-reply`,e),look:`answer turn`})}#d(e){let{around:t}=this,{text:n,file:r,reply_to:i,state:a,sent_at:o,error:s}=e;return T`<div class=${Fe({row:!0,own:!0,first:this.isFirst,last:this.isLast,[a]:!0})}>
      <div class="column">
        <div class="bubble">
          ${i?this.#c(i):D}
          ${r?_n(t,r,e.voice):D}
          ${n?an(n,!1):D}
          <span class="meta">
            <time datetime=${o}>${R(o,t.hass)}</time>
            ${gn(t,a)}
          </span>
        </div>
        ${a===`failed`?this.#f(e.local_id,s):D}
      </div>
    </div>`}#f(e,t){let{texts:n}=this.around;return T`<div class="failure" role="alert">
      <span>${t||n.not_sent}</span>
      <button type="button" @click=${()=>F(this,`chat-rooms-retry`,e)}>
        ${n.try_again}
      </button>
      <button type="button" @click=${()=>F(this,`chat-rooms-discard`,e)}>
        ${n.discard}
      </button>
    </div>`}};function hn({sender:e,sender_id:t}){return T`<div class="sender cut" dir="auto" style="--hue:${Ke(t)}">
    ${e}
  </div>`}function gn({texts:e},t){let{icon:n,label:r}={sending:{icon:`mdi:clock-outline`,label:e.sending},sent:{icon:`mdi:check`,label:e.sent},failed:{icon:`mdi:alert-circle-outline`,label:e.not_sent}}[t];return T`<ha-icon
    class="mark"
    icon=${n}
    role="img"
    aria-label=${r}
    title=${r}
  ></ha-icon>`}function _n(e,t,n){return t.type.startsWith(`image/`)?T`<img class="leaving" alt=${t.name} ${Ct(t)} />`:T`<span class="file">
    <span class="tile"><ha-icon icon=${n?`mdi:microphone`:`mdi:file-outline`} aria-hidden="true"></ha-icon></span>
    <span class="about">
      <span class="name" dir="auto">${n?e.texts.kind_audio:t.name}</span>
      <bdi class="more">${z(t.size,e.language)}</bdi>
    </span>
  </span>`}function vn(e){let{text:t,attachments:n,title:r,reply_to:i}=e;return n.length===0&&!r&&!i&&on(t)}function yn(e){return e.length>dn||e.split(`
`,21).length>fn}var bn={today:`Today`,yesterday:`Yesterday`,new_messages:`New messages`,no_messages:`No messages yet`,to_newest:`Go to the newest message`,loading:`Loading…`,reconnecting:`Reconnecting…`,unavailable:`The account is not available right now.`,service_down:`The service does not answer right now. New messages come when it does.`,gone:`This room is not there any more. Choose another one in the card's settings.`,not_found:`There is no such room for you. Check the card's settings, or ask whoever runs Home Assistant.`,load_failed:`The messages could not be loaded. Try again.`,try_again:`Try again`,discard:`Discard`,write:`Message`,write_to:e=>`Message to ${e}`,caption:`Add a caption`,send:`Send`,attach:`Attach a file`,record:`Record a voice message`,recording:`Recording`,cancel:`Cancel`,remove_file:`Do not send this file`,reply:`Reply`,replying_to:e=>`Reply to ${e}`,cancel_reply:`Do not reply`,read_only:`This room can only be read.`,no_control:`You may read this room, but not write to it.`,needs_file:`Choose a picture or film to send.`,too_long:e=>`Too long: at most ${e} characters.`,too_large:e=>`The file is too large: at most ${e}.`,wrong_type:`This room does not take such a file.`,no_microphone:`The microphone is not to be had. Allow it in the browser, then try again.`,sending:`Sending`,sent:`Sent`,not_sent:`Not sent`,send_failed:`That did not work. Try again in a moment.`,upload_too_large:`The file is too large for Home Assistant. Choose one of at most 100 MB.`,upload_failed:`Home Assistant did not take the file. Try again.`,deleted:`This message was deleted`,edited:`edited`,in_reply_to:`In reply to`,show_more:`Show more`,show_less:`Show less`,quote_gone:`A message that is not there any more`,you:`You`,kind_image:`Photo`,kind_audio:`Voice message`,kind_video:`Film`,kind_file:`File`,kind_stamp:`Stamp`,kind_location:`Place`,kind_like:`Like`,kind_sensor:`Sensor`,kind_system:`Notice`,kind_text:`Message`,open_picture:e=>`Open the picture ${e}`,picture_failed:`The picture does not load.`,close:`Close`,previous:`Previous picture`,next:`Next picture`,download:`Download`,open_map:e=>`Show ${e} on a map`,unread_count:e=>`${e} unread`,in_call:`A call is running`,muted:`Muted`,back:`Back to the rooms`,rooms:`Rooms`,choose_room:`Choose a room`,messages_in:e=>`Messages in ${e}`,reacted:(e,t)=>`${e} ${t}`,config_entity:`Room`,config_entities:`Rooms, instead of a single one`,config_title:`Title`,config_show_input:`Show the field to write in`,config_mark_read:`Mark what has been on the screen as read`,config_height:`Height`,config_entities_help:`With several rooms the card shows a list; a tap opens one.`,config_height_help:`Such as 480px or 60vh. Without it, sections go by the rows of their grid.`,card_name:`Chat Rooms`,card_description:`A room, or several, as a chat: read, write, send pictures.`,error_no_room:`Choose a room (entity) or several (entities).`,error_entities:`entities must be a list of rooms.`,error_height:`The height is no CSS length: write 480px or 60vh, for example.`,error_entity:e=>`“${e}” is not a room: choose a notify or event entity of Chat Rooms.`},xn={today:`今日`,yesterday:`昨日`,new_messages:`ここから未読`,no_messages:`まだメッセージはありません`,to_newest:`最新のメッセージへ`,loading:`読み込み中…`,reconnecting:`再接続しています…`,unavailable:`アカウントは現在利用できません。`,service_down:`サービスが現在応答していません。復旧すると新しいメッセージが届きます。`,gone:`このルームはもうありません。カードの設定で別のルームを選んでください。`,not_found:`このルームは見つかりません。カードの設定を確かめるか、Home Assistantの管理者に聞いてください。`,load_failed:`メッセージを読み込めませんでした。もう一度試してください。`,try_again:`もう一度試す`,discard:`削除`,write:`メッセージ`,write_to:e=>`${e}へのメッセージ`,caption:`説明を付ける`,send:`送信`,attach:`ファイルを添付`,record:`ボイスメッセージを録音`,recording:`録音中`,cancel:`やめる`,remove_file:`このファイルを送らない`,reply:`返信`,replying_to:e=>`${e}に返信`,cancel_reply:`返信をやめる`,read_only:`このルームは閲覧専用です。`,no_control:`このルームは読めますが、書き込む権限がありません。`,needs_file:`送る写真や動画を選んでください。`,too_long:e=>`長すぎます。${e}文字までです。`,too_large:e=>`ファイルが大きすぎます。${e}までです。`,wrong_type:`このルームでは送れない種類のファイルです。`,no_microphone:`マイクが使えません。ブラウザで許可してから、もう一度試してください。`,sending:`送信中`,sent:`送信済み`,not_sent:`未送信`,send_failed:`送れませんでした。少し待ってからもう一度試してください。`,upload_too_large:`Home Assistantには大きすぎるファイルです。100 MBまでのものを選んでください。`,upload_failed:`Home Assistantがファイルを受け取れませんでした。もう一度試してください。`,deleted:`このメッセージは削除されました`,edited:`編集済み`,in_reply_to:`返信先`,show_more:`もっと見る`,show_less:`閉じる`,quote_gone:`もうないメッセージ`,you:`自分`,kind_image:`写真`,kind_audio:`ボイスメッセージ`,kind_video:`動画`,kind_file:`ファイル`,kind_stamp:`スタンプ`,kind_location:`場所`,kind_like:`いいね!`,kind_sensor:`センサー`,kind_system:`お知らせ`,kind_text:`メッセージ`,open_picture:e=>`写真「${e}」を開く`,picture_failed:`写真を読み込めません。`,close:`閉じる`,previous:`前の写真`,next:`次の写真`,download:`ダウンロード`,open_map:e=>`${e}を地図で見る`,unread_count:e=>`未読${e}件`,in_call:`通話中`,muted:`ミュート中`,back:`ルーム一覧に戻る`,rooms:`ルーム`,choose_room:`ルームを選んでください`,messages_in:e=>`${e}のメッセージ`,reacted:(e,t)=>`${e} ${t}`,config_entity:`ルーム`,config_entities:`複数のルーム(一つだけの代わりに)`,config_title:`タイトル`,config_show_input:`入力欄を表示する`,config_mark_read:`画面に表示したものを既読にする`,config_height:`高さ`,config_entities_help:`複数のルームを選ぶと一覧になり、タップすると開きます。`,config_height_help:`480pxや60vhなど。書かないと、セクションではグリッドの行数で決まります。`,card_name:`Chat Rooms`,card_description:`ルームをチャットとして表示し、読み書きや写真の送信ができます。`,error_no_room:`ルーム(entity)を一つ、または複数(entities)選んでください。`,error_entities:`entitiesにはルームのリストを書いてください。`,error_height:`高さがCSSの長さではありません。480pxや60vhのように書いてください。`,error_entity:e=>`「${e}」はルームではありません。Chat Roomsの通知またはイベントのエンティティを選んでください。`};function $(e){return e.toLowerCase().split(`-`,1)[0]===`ja`?xn:bn}var Sn=`chat-rooms-card`,Cn=`chat_rooms`,wn=[`event`,`notify`],Tn={filter:wn.map(e=>({domain:e,integration:Cn}))},En=[{name:`entity`,selector:{entity:Tn}},{name:`entities`,selector:{entity:{...Tn,multiple:!0}}},{name:`title`,selector:{text:{}}},{type:`grid`,name:``,schema:[{name:`show_input`,default:!0,selector:{boolean:{}}},{name:`mark_read`,default:!0,selector:{boolean:{}}}]},{name:`height`,selector:{text:{}}}];function Dn(){return document.documentElement.lang||navigator.language||`en`}function On(e){let{error_entities:t,error_entity:n,error_height:r}=$(Dn()),{entity:i,entities:a,height:o}=e;if(a!=null&&!Array.isArray(a))throw Error(t);for(let e of[i||[],a??[]].flat())if(!(typeof e==`string`&&wn.includes(In(e))))throw Error(n(typeof e==`string`?e:JSON.stringify(e)));if(o&&!jn(o))throw Error(r)}function kn(e){On(e);let{entity:t,entities:n}=e,r=n?.length?n:[t].filter(e=>e!==void 0),i=[...new Set(r.filter(Boolean))];if(i.length===0)throw Error($(Dn()).error_no_room);return i}function An(e){return(e.entities?.length??0)>0}function jn(e){let t=String(e??``).trim(),n=/^\d+(?:\.\d+)?$/u.test(t)?`${t}px`:t;return n&&CSS.supports(`height`,n)?n:``}function Mn(){let e=()=>$(Dn());return{schema:En,assertConfig:On,computeLabel:({name:t})=>t?e()[`config_${t}`]:void 0,computeHelper:({name:t})=>t===`entities`||t===`height`?e()[`config_${t}_help`]:void 0}}function Nn(e){let t=Object.keys(e.entities).toSorted().find(t=>In(t)===`event`&&Fn(e,t));return{type:`custom:${Sn}`,...t?{entity:t}:{}}}function Pn(e,t){return wn.includes(In(t))&&Fn(e,t)?{config:{type:`custom:${Sn}`,entity:t}}:null}function Fn(e,t){return e.entities[t]?.platform===Cn}function In(e){return e.split(`.`,1)[0]??``}var Ln=class extends Error{constructor(e){super(`status ${e}`),this.status=e}};async function Rn(e,t){let n=new FormData;n.append(`file`,t);let r=await e.fetchWithAuth(`/api/file_upload`,{method:`POST`,body:n});if(!r.ok)throw new Ln(r.status);return(await r.json()).file_id}var zn=413;function Bn(e){let t=e?.code;return typeof t==`string`?t:``}async function Vn(e,t,n,r=n.send_failed){if(e instanceof Ln)return e.status===zn?n.upload_too_large:n.upload_failed;let i=e??{},{translation_domain:a,translation_key:o}=i;if(a&&o){await t.loadBackendTranslation(`exceptions`,a).catch(()=>void 0);let e=t.localize(`component.${a}.exceptions.${o}.message`,i.translation_placeholders??{});if(e)return e}return i.code&&i.message||r}var Hn=50,Un=class{#e;#t;#n;#r;#i;#a;constructor(e,t){this.pending=[],this.#n=[],this.#r=new Set,this.#i=0,this.#a=Promise.resolve(),this.#e=e,this.#t=t}async send(e,t){this.#i+=1;let n={...t,local_id:`pending-${this.#i}`,sent_at:new Date().toISOString(),state:`sending`,error:``,message_ids:[]};this.pending=[...this.pending,n],this.#t(),await this.#s(e,n)}async retry(e,t){let n=this.#u(t);if(n?.state!==`failed`)return;let r={...n,state:`sending`,error:``,sent_at:new Date().toISOString()};this.#r.delete(t),this.pending=[...this.pending.filter(e=>e!==n),r],this.#t(),await this.#s(e,r)}discard(e){this.#u(e)?.state===`failed`&&this.#f(e)}arrived(e,t){if(!e.is_own||this.pending.length===0)return;this.#n.push(e.message_id),this.#n.splice(0,Math.max(0,this.#n.length-Hn));let n=this.pending.find(t=>t.message_ids.includes(e.message_id))??(t?this.pending.find(t=>this.#o(t)&&e.sent_by_home_assistant&&Wn(t,e)):void 0);n&&this.#f(n.local_id)}#o({state:e,local_id:t,message_ids:n}){return e===`failed`?this.#r.has(t):n.length===0}async#s(e,t){let n=this.#a.then(()=>this.#c(e,t));this.#a=n,await n}async#c(e,t){try{let n=(await this.#l(e,t)).messages.map(e=>e.message_id).filter(Boolean);if(n.some(e=>this.#n.includes(e))){this.#f(t.local_id);return}if(n.length===0&&!this.#u(t.local_id))return;this.#d({...t,state:`sent`,message_ids:n})}catch(n){let r=Bn(n)!==``||n instanceof Ln,i=await Vn(n,e,$(e.language));if(!r){if(!this.#u(t.local_id))return;this.#r.add(t.local_id)}this.#d({...t,state:`failed`,error:i})}}async#l(e,t){let n=t.file&&{file_id:await Rn(e,t.file)};return e.callWS({type:`chat_rooms/send`,entity_id:this.#e,message:t.text,...n,...n&&t.voice?{voice:!0}:{},...t.reply_to?{reply_to:t.reply_to}:{}})}#u(e){return this.pending.find(t=>t.local_id===e)}#d(e){let t=this.pending.filter(t=>t.local_id!==e.local_id),n=this.pending.findIndex(t=>t.local_id===e.local_id);this.pending=t.toSpliced(n<0?t.length:n,0,e),this.#t()}#f(e){this.#r.delete(e),this.pending=this.pending.filter(t=>t.local_id!==e),this.#t()}};function Wn(e,t){return e.text.trim()===t.text.trim()&&e.file!==null==t.attachments.length>0}var Gn=200,Kn=class{#e;#t;#n=new Map;#r=new Map;#i=new Set;constructor(e,t){this.#e=e,this.#t=t}find(e,t){return(!this.#n.has(t)||this.#i.delete(t))&&(this.#o(t,this.#n.get(t)),this.#a(e,t)),this.#n.get(t)}async#a(e,t){let n=this.ask(e,t);this.#r.set(t,n);let r=await n;this.#r.get(t)===n&&(this.#r.delete(t),this.#o(t,r),this.#t())}async ask(e,t){try{return(await e.callWS({type:`chat_rooms/message`,entity_id:this.#e,message_id:t})).message}catch{return null}}note(e){let{message_id:t}=e;this.#n.has(t)&&(this.forget(t),this.#n.set(t,e))}doubt(){for(let[e,t]of this.#n)t===null?this.forget(e):this.#i.add(e)}forget(e){this.#n.delete(e),this.#r.delete(e),this.#i.delete(e)}#o(e,t){this.#n.set(e,t);for(let e of this.#n.keys()){if(this.#n.size<=Gn)break;this.forget(e)}}},qn=`chat_rooms`,Jn=class{#e;#t;#n=null;#r=null;#i=!1;#a=!1;#o=null;#s=0;#c=null;constructor(e,t){this.#e=e,this.#t=t}setHass(e){this.#n=e,this.#i&&(e.connection===this.#r?this.#a&&this.#_&&this.#m():(this.#r&&(this.#f(),this.#t.trouble(`disconnected`)),this.#d(e.connection),this.#m()))}start(){this.#i||(this.#i=!0,this.#n&&(this.#d(this.#n.connection),this.#m()))}stop(){this.#i&&(this.#i=!1,this.#f())}#l=()=>{this.#m()};#u=()=>{this.#s+=1,this.#c=null,this.#a=!1,this.#t.trouble(`disconnected`)};#d(e){this.#r=e,e.addEventListener(`ready`,this.#l),e.addEventListener(`disconnected`,this.#u)}#f(){this.#s+=1,this.#a=!1,this.#r?.removeEventListener(`ready`,this.#l),this.#r?.removeEventListener(`disconnected`,this.#u),this.#r=null,this.#p()}#p(){let e=this.#c;this.#c=null,e?.().catch(()=>void 0)}async#m(){this.#s+=1;let e=this.#s;this.#p(),this.#a=!1;let t=this.#r;if(t&&this.#n){this.#o=Yn(this.#n,this.#e);try{let n=await t.subscribeMessage(t=>this.#g(e)&&this.#t.event(t),{type:`chat_rooms/subscribe`,entity_id:this.#e},{resubscribe:!1});this.#g(e)?this.#c=n:await n()}catch(t){this.#g(e)&&this.#h(t)}}}#h(e){if(!this.#r?.connected){this.#t.trouble(`disconnected`);return}this.#a=!0;let t=Bn(e)===`not_found`;this.#t.trouble(t?`not_found`:`unavailable`),this.#_&&this.#m()}#g(e){return this.#i&&e===this.#s}get#_(){let e=this.#o,t=this.#n&&Yn(this.#n,this.#e);return t?.config!==e?.config||t?.isSetUp!==e?.isSetUp||t?.entity!==e?.entity}};function Yn({config:e,states:t},n){return{config:e.state,isSetUp:e.components.includes(qn),entity:t[n]}}var Xn=class{constructor(){this.messages=[],this.hasOlder=!1,this.hasNewer=!1}reset(e,t){this.messages=e.slice(-100),this.hasOlder=t||e.length>100,this.hasNewer=!1}addOlder(e,t){let n=this.#e(e),r=[...n,...this.messages];this.hasOlder=t&&n.length>0,this.hasNewer||=r.length>100,this.messages=r.slice(0,100)}addNewer(e,t){let n=this.#e(e),r=[...this.messages,...n];this.hasNewer=t&&n.length>0,this.hasOlder||=r.length>100,this.messages=r.slice(-100)}renew(e,t){let n=e.some(e=>this.find(e.message_id));this.oldest&&n&&(this.messages=[this.oldest,...e].slice(0,100),this.hasNewer=t||e.length>=100)}replace(e){return this.update(e.message_id,()=>e)}update(e,t){let n=this.messages.findIndex(t=>t.message_id===e),r=this.messages[n];return r?(this.messages=this.messages.with(n,t(r)),!0):!1}readUpTo(e){let t=this.messages.findIndex(t=>t.message_id===e);this.messages=this.messages.map((e,n)=>t<0||n<=t?{...e,unread:!1}:e)}find(e){return this.messages.find(t=>t.message_id===e)}newerAmong(e){let t=e.findLastIndex(e=>this.find(e.message_id));return e.slice(t+1)}get oldest(){return this.messages[0]}get newest(){return this.messages.at(-1)}#e(e){let t=new Set(this.messages.map(e=>e.message_id));return e.filter(e=>!t.has(e.message_id))}};function Zn(e){return e.find(e=>e.unread)?.message_id??null}function Qn(e){return{...e,deleted:!0,text:``,title:``,attachments:[],reactions:[],location:null,unread:!1}}var $n=50,er=class{#e;#t;#n;#r;#i;#a;#o;#s;#c;#l;#u;#d;#f;constructor(e,t){this.status=`loading`,this.room=null,this.unreadFrom=null,this.unreadBelow=0,this.loading=null,this.error=``,this.#n=new Xn,this.#o=null,this.#s=null,this.#c=0,this.#l=null,this.#u=!1,this.#d=!0,this.#f=null,this.#e=e,this.#t=t,this.#r=new Un(e,t),this.#i=new Kn(e,t),this.#a=new Jn(e,{event:e=>this.#g(e),trouble:e=>this.#h(e)})}get messages(){return this.#n.messages}get pending(){return this.#r.pending}get hasOlder(){return this.#n.hasOlder}get hasNewer(){return this.#n.hasNewer}setHass(e){this.#o=e,this.#a.setHass(e)}start(){this.#a.start()}stop(){this.#a.stop(),this.#c+=1,this.#s=null,this.loading=null,this.status===`ready`&&(this.status=`loading`)}setAtEnd(e){this.#d=e,e&&!this.hasNewer&&this.unreadBelow>0&&(this.unreadBelow=0,this.#t())}reopen(){let e=this.status===`ready`&&(!this.#m||this.loading!==null);this.#u&&=e,this.unreadFrom=e?Zn(this.messages):null,this.#t()}async loadOlder(){let e=this.#n.oldest;this.#m||!e||!this.hasOlder||await this.#T(`older`,{before:e.message_id},e=>this.#n.addOlder(e.messages,e.more))}async loadNewer(){let e=this.#n.newest;this.#m||!e||!this.hasNewer||await this.#T(`newer`,{after:e.message_id},e=>{this.#n.addNewer(e.messages,e.more),this.#C(e.messages)})}async reload(){this.#l===`older`?await this.loadOlder():this.#l===`newer`?await this.loadNewer():this.#l===`held`&&!this.#m?await this.#b():this.#p&&await this.#S()}async toNewest(){this.#d=!0,this.unreadBelow=0,this.hasNewer&&this.#p&&await this.#S(),this.#t()}async send(e){this.#o&&await this.#r.send(this.#o,e)}async retry(e){this.#o&&await this.#r.retry(this.#o,e)}discard(e){this.#r.discard(e)}async markRead(){let e=this.#n.newest,{room:t}=this;if(!this.#o||!t||!e||this.hasNewer||this.status!==`ready`)return;let n=t.can_control&&t.features.includes(`mark_as_read`),r=t.unread??this.messages.filter(e=>e.unread).length;if(n&&r!==0&&this.#f!==e.message_id){this.#f=e.message_id;try{await this.#o.callWS({type:`chat_rooms/mark_as_read`,entity_id:this.#e,message_id:e.message_id}),this.#n.readUpTo(e.message_id),this.#t()}catch{this.#f=this.#f===e.message_id?null:this.#f}}}quoted(e){return this.#n.find(e)??(this.#o?this.#i.find(this.#o,e):void 0)}get#p(){return this.status===`ready`||this.status===`loading`}get#m(){return this.status!==`ready`||this.#s!==null}#h(e){this.#c+=1,this.#s=null,this.loading=null,this.status=e,this.error=``,this.#t()}#g(e){if(e.type===`room`)this.room=e.room,this.status!==`ready`&&this.#s===null&&this.#y();else if(e.type===`unavailable`||e.type===`gone`){this.#h(e.type);return}else if(this.#s){this.#s.push(e);return}else if(this.status===`ready`)this.#_(e);else return;this.#t()}#_(e){switch(e.type){case`message`:this.#v(e.message);break;case`changed`:this.#n.replace(e.message),this.#i.note(e.message);break;case`deleted`:this.#n.update(e.message_id,Qn),this.#i.forget(e.message_id);break;case`stale`:this.#i.forget(e.message_id),this.#x(e.message_id)}}#v(e){this.#r.arrived(e,!0),this.#n.replace(e)||(this.hasNewer||this.#n.addNewer([e],!1),e.is_own||!this.hasNewer&&this.#d||(this.unreadBelow+=1))}#y(){this.#i.doubt(),this.#u&&this.hasNewer&&!this.#d?(this.status=`ready`,this.#b()):this.#S()}async#b(){let{oldest:e}=this.#n;if(e){let t={after:e.message_id,limit:99};this.#x(e.message_id),await this.#T(`held`,t,e=>{this.#n.renew(e.messages,e.more),this.#C(e.messages)})}}async#x(e){if(!this.#o||!this.#n.find(e))return;let t=await this.#i.ask(this.#o,e);t&&this.#n.replace(t)&&this.#t()}async#S(){let e=this.#u?100:this.#w;await this.#T(null,{limit:e},e=>{let t=this.#u&&!this.hasNewer?this.#n.newerAmong(e.messages):[];this.#n.reset(e.messages,e.more),this.status=`ready`,this.#u?this.#d||(this.unreadBelow+=t.filter(e=>!e.is_own).length):(this.#u=!0,this.unreadBelow=0,this.unreadFrom=Zn(this.messages)),this.#C(e.messages,t)})}#C(e,t=[]){for(let n of e)this.#r.arrived(n,t.includes(n))}get#w(){return Math.min(100,Math.max($n,(this.room?.unread??0)+$n/2))}async#T(e,t,n){let r=this.#o;if(!r)return;this.#c+=1;let i=this.#c;this.loading=e===`held`?null:e,this.error=``,this.#s??=[],this.#t();let a=``,o=!1;try{let e=await r.callWS({type:`chat_rooms/messages`,entity_id:this.#e,limit:$n,...t});i===this.#c&&(n(e),o=!0)}catch(e){let t=$(r.language);a=await Vn(e,r,t,t.load_failed)}if(i!==this.#c)return;this.error=a,this.loading=null;let s=this.#s??[];this.#s=null,o||(this.#l=e,this.status=this.status===`ready`?`ready`:`loading`);for(let e of this.status===`ready`?s:[])this.#_(e);this.#t()}},tr=class{#e;#t;constructor(e,t){this.#e=e.map(e=>({entity_id:e,status:`loading`,room:null})),this.#t=this.#e.map(e=>new Jn(e.entity_id,{event:n=>{if(n.type===`room`)e.room=n.room,e.status=`ready`;else if(n.type===`unavailable`||n.type===`gone`)e.status=n.type;else return;t()},trouble:n=>{e.status=n,t()}}))}get rooms(){return this.#e.toSorted((e,t)=>nr(t)-nr(e))}setHass(e){for(let t of this.#t)t.setHass(e)}start(){for(let e of this.#t)e.start()}stop(){for(let e of this.#t)e.stop()}};function nr({room:e}){return e?.last?Date.parse(e.last.sent_at):0}var rr=new Set([`ar`,`fa`,`he`,`ur`]),ir=class e{#e;constructor(e){this.hass=e,this.language=e.language,this.texts=$(e.language);let[t=``]=e.language.toLowerCase().split(`-`,1);this.direction=rr.has(t)?`rtl`:`ltr`,this.isDark=e.themes?.darkMode===!0,this.#e=ar(e)}with(t){return ar(t)===this.#e?(this.hass=t,this):new e(t)}};function ar(e){let{language:t,locale:n,config:r,themes:i}=e;return[t,n?.time_format,n?.time_zone,r?.time_zone,i?.darkMode].join()}var or=480,sr=50,cr=class extends M{static{this.properties={preview:{attribute:!1},layout:{attribute:!1},around:{state:!0},config:{state:!0},open:{state:!0}}}#e=new Map;#t=[];#n=!1;#r;constructor(){super(),this.preview=!1,this.open=null}static getConfigForm(){return Mn()}static getStubConfig(e){return Nn(e)}setConfig(e){let t=kn(e);(t.join()!==this.#t.join()||this.config===void 0||An(e)!==(this.#r!==void 0))&&(this.#p(),this.#e.clear(),this.#t=t,this.#r=An(e)?this.#l(t):void 0,this.open=this.#r?null:t[0]??null),this.config=e,this.#d()}set hass(e){this.around=this.around?this.around.with(e):new ir(e),this.#r?.setHass(e);for(let t of this.#e.values())t.setHass(e);this.#d()}getCardSize(){let e=Number.parseInt(jn(this.config?.height),10);return Math.ceil((e||or)/sr)}getGridOptions(){return{columns:12,rows:jn(this.config?.height)?`auto`:8,min_columns:6,min_rows:4}}connectedCallback(){super.connectedCallback(),this.#d()}disconnectedCallback(){super.disconnectedCallback(),setTimeout(()=>{this.isConnected||(this.#n=!0,this.#p())})}render(){let{around:e,config:t,open:n}=this;if(!e||!t)return D;let r=n===null?void 0:this.#e.get(n);return T`<ha-card
      class=${this.#o}
      style=${`height: ${jn(t.height)}`}
      lang=${e.language}
      dir=${e.direction}
      ?dark=${e.isDark}
      @chat-rooms-room=${e=>this.#s(e.detail)}
      @chat-rooms-back=${this.#c}
    >
      ${this.#r?this.#i(e,t,this.#r,r):this.#a(e,t,r)}
    </ha-card>`}#i(e,t,n,r){return T`<div class="split ${r?`open`:``}">
      <chat-rooms-list
        .around=${e}
        .session=${n}
        .heading=${t.title??``}
        .open=${this.open}
      ></chat-rooms-list>
      <div class="beside">
        ${r?this.#a(e,t,r):T`<p class="none">${e.texts.choose_room}</p>`}
      </div>
    </div>`}#a(e,t,n){return n?T`<chat-rooms-room
        .around=${e}
        .config=${t}
        .entityId=${this.open??``}
        .session=${n}
        .isPreview=${this.preview}
        .hasBack=${this.#r!==void 0}
      ></chat-rooms-room>`:D}get#o(){let e=this.config?.grid_options?.rows;return this.layout===`panel`||this.layout===`grid`&&e!==`auto`?`filled`:``}#s(e){e!==this.open&&(this.#f(),this.open=e,this.#u(e).reopen(),this.#d())}#c=async()=>{let{open:e}=this;this.#f(),this.open=null,await this.updateComplete,e!==null&&this.renderRoot.querySelector(`chat-rooms-list`)?.focusRoom(e)};#l(e){return new tr(e,()=>this.renderRoot?.querySelector(`chat-rooms-list`)?.requestUpdate())}#u(e){let t=this.#e.get(e);return t||(t=new er(e,()=>{this.open===e&&this.renderRoot?.querySelector(`chat-rooms-room`)?.changed()}),this.#e.set(e,t)),t}#d(){if(!this.isConnected||!this.around||!this.config)return;let{hass:e}=this.around;if(this.#r?.setHass(e),this.#r?.start(),this.open!==null){let t=this.#u(this.open);this.#n&&t.reopen(),t.setHass(e),t.start()}this.#n=!1}#f(){this.open!==null&&this.#e.get(this.open)?.stop()}#p(){this.#r?.stop(),this.#f()}static{this.styles=[Q,ln,o`
      :host {
        display: block;
        height: 100%;
      }
      ha-card {
        display: flex;
        flex-direction: column;
        height: 480px;
        max-height: calc(100dvh - var(--header-height, 56px));
        overflow: hidden;
        font-size: var(--ha-font-size-m, 14px);
        line-height: 1.4;
        color: var(--chat-ink);
        container: chat-rooms / inline-size;
      }
      ha-card.filled {
        height: 100%;
        max-height: none;
      }
      ha-card[dark] {
        color-scheme: dark;
      }
      .split {
        display: grid;
        grid-template: minmax(0, 1fr) / minmax(0, 1fr);
        height: 100%;
        min-height: 0;
      }
      .split:not(.open) > .beside,
      .split.open > chat-rooms-list {
        display: none;
      }
      .beside {
        min-width: 0;
        min-height: 0;
      }
      .none {
        display: grid;
        place-content: center;
        height: 100%;
        margin: 0;
        color: var(--chat-soft);
      }
      @container chat-rooms (min-width: 700px) {
        .split {
          grid-template-columns: minmax(240px, 34%) minmax(0, 1fr);
        }
        .split:not(.open) > .beside {
          display: block;
        }
        .split.open > chat-rooms-list {
          display: flex;
        }
        .beside {
          --chat-back: none;
          border-inline-start: 1px solid var(--chat-line);
        }
      }
    `]}},lr=o`
  :host {
    display: block;
    flex: none;
    border-block-start: 1px solid var(--chat-line);
    background: var(--chat-surface);
  }
  .line {
    display: flex;
    align-items: flex-end;
    gap: 4px;
    padding: 8px;
  }
  textarea {
    flex: 1;
    min-width: 0;
    max-height: 132px;
    margin: 0;
    padding: 9px 16px;
    border: 1px solid transparent;
    border-radius: 20px;
    background: var(--chat-theirs);
    color: inherit;
    font: inherit;
    font-size: var(--ha-font-size-m, 14px);
    line-height: 20px;
    resize: none;
    overflow-y: auto;
    scrollbar-width: thin;
  }
  textarea::placeholder {
    color: var(--chat-soft);
    opacity: 1;
  }
  .line textarea:focus-visible {
    outline: none;
    border-color: var(--chat-accent);
  }
  .send {
    color: var(--chat-link);
  }
  .above {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 12px 0;
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.4;
  }
  .reply {
    padding-inline: 16px 8px;
    color: var(--chat-link);
    --mdc-icon-size: 20px;
  }
  .about {
    flex: 1;
    display: grid;
    min-width: 0;
    color: var(--chat-ink);
  }
  .reply .about {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--chat-accent);
  }
  .files {
    gap: 6px;
    overflow-x: auto;
    scrollbar-width: thin;
  }
  .chip {
    flex: 0 0 auto;
    display: flex;
    align-items: center;
    gap: 8px;
    max-width: min(260px, 100%);
    padding: 4px;
    padding-inline-start: 6px;
    border-radius: 12px;
    background: var(--chat-theirs);
    color: var(--chat-soft);
    --mdc-icon-size: 24px;
  }
  .chip img {
    flex: none;
    width: 40px;
    height: 40px;
    border-radius: 8px;
    object-fit: cover;
  }
  .chip .tool {
    width: 32px;
    height: 32px;
    --ha-icon-button-size: 32px;
    --mdc-icon-button-size: 32px;
    --mdc-icon-size: 18px;
  }
  .more,
  .count {
    color: var(--chat-soft);
    font-variant-numeric: tabular-nums;
  }
  .count {
    justify-content: flex-end;
    padding-inline: 20px;
  }
  .error {
    padding-inline: 20px;
    color: var(--chat-error);
  }
  @media (pointer: coarse) {
    /* Smaller, and a phone would zoom in. */
    textarea {
      font-size: 16px;
    }
  }
`,ur=`*/*`;function dr({content_types:e}){return e.includes(ur)?void 0:e.join()}function fr({content_types:e}){return e.length>0}function pr(e,t,n,r){let{content_types:i,file_size:a}=t,o=e.type.split(`/`,1)[0]||`application`,s=[`image`,`audio`,`video`].includes(o);return!i.some(t=>t===ur||t===e.type||s&&t.startsWith(`${o}/`))&&e.type?n.wrong_type:a>0&&e.size>a&&o!==`image`?n.too_large(z(a,r)):``}function mr(e){return[...e].length}var hr=[`audio/webm;codecs=opus`,`audio/ogg;codecs=opus`,`audio/mp4`],gr={"audio/webm":`weba`,"audio/ogg":`ogg`,"audio/mp4":`m4a`};function _r(){return globalThis.isSecureContext===!0&&typeof MediaRecorder<`u`&&navigator.mediaDevices?.getUserMedia!==void 0}var vr=class{constructor(){this.startedAt=0,this.#e=null,this.#t=null,this.#n=!1,this.#r=[]}#e;#t;#n;#r;async start(){let e=await navigator.mediaDevices.getUserMedia({audio:!0});if(this.#t=e,this.#n)this.#a();else{try{this.#e=this.#i(e)}catch(e){throw this.#a(),e}this.startedAt=Date.now()}}#i(e){let t=hr.find(e=>MediaRecorder.isTypeSupported(e)),n=new MediaRecorder(e,t?{mimeType:t}:{});return n.addEventListener(`dataavailable`,e=>this.#r.push(e.data)),n.start(),n}async stop(){let e=this.#e;if(!e)throw Error(`not recording`);if(e.state!==`inactive`){let t=new Promise(t=>e.addEventListener(`stop`,t,{once:!0}));e.stop(),await t}this.#a();let t=(e.mimeType||`audio/webm`).split(`;`,1)[0]??``,n=`voice-message.${gr[t]??`weba`}`;return new File(this.#r,n,{type:t})}cancel(){this.#n=!0,this.#e?.state===`recording`&&this.#e.stop(),this.#a()}#a(){for(let e of this.#t?.getTracks()??[])e.stop();this.#t=null,this.#e=null}},yr=.8,br=229,xr=class extends M{static{this.properties={around:{attribute:!1},room:{attribute:!1},draft:{attribute:!1},isOffline:{attribute:!1},error:{state:!0},isRecording:{state:!0}}}static{this.styles=[Q,lr]}constructor(){super(),this.error=``,this.isRecording=!1}willUpdate(e){e.has(`draft`)&&(this.error=``,this.isRecording=!1)}updated(){this.#f()}add(e){let{texts:t,language:n}=this.around;this.error=``;for(let r of e){let e=pr(r,this.room.limits,t,n);e?this.error=e:this.draft.files=[...this.draft.files,r]}this.requestUpdate(),this.#s?.focus()}reply(e){this.draft.reply=e,this.requestUpdate(),this.#s?.focus()}render(){let{texts:e}=this.around,{limits:t}=this.room;return this.isRecording?T`<chat-rooms-voice
        .around=${this.around}
        .limits=${t}
        .replyTo=${this.draft.reply?.message_id??null}
        @chat-rooms-send=${this.#_}
        @chat-rooms-voice-end=${this.#v}
      ></chat-rooms-voice>`:T`
      ${this.#r()} ${this.#i()} ${this.#o()}
      <div class="line">
        ${fr(t)?T`${X({icon:`mdi:paperclip`,label:e.attach,action:()=>this.#c?.click()})}<input
              type="file"
              multiple
              hidden
              accept=${Ie(dr(t))}
              @change=${this.#g}
            />`:D}
        ${this.#e()}
        ${this.#l?this.#n():this.#t()}
      </div>
    `}#e(){let{texts:e}=this.around,t=this.draft.files.length>0;return T`<textarea
      rows="1"
      dir="auto"
      autocomplete="off"
      aria-label=${e.write_to(this.room.name)}
      placeholder=${t?e.caption:e.write}
      .value=${this.draft.text}
      @input=${this.#p}
      @keydown=${this.#m}
      @paste=${this.#h}
    ></textarea>`}#t(){return X({icon:`mdi:send`,label:this.around.texts.send,action:()=>this.#d(),isDisabled:!this.#u,look:`send turn`})}#n(){let e=()=>{this.error=``,this.isRecording=!0},t=this.around.texts.record;return X({icon:`mdi:microphone`,label:t,action:e,isDisabled:this.isOffline})}#r(){let{texts:e}=this.around,{reply:t}=this.draft;return t?T`<div class="above reply">
      <ha-icon class="turn" icon="mdi:reply" aria-hidden="true"></ha-icon>
      <span class="about">
        <b class="cut">${e.replying_to(t.is_own?e.you:t.sender)}</b>
        <span class="cut" dir="auto">${et(t,e)}</span>
      </span>
      ${X({icon:`mdi:close`,label:e.cancel_reply,action:()=>{this.draft.reply=null,this.requestUpdate(),this.#s?.focus()}})}
    </div>`:D}#i(){let{files:e}=this.draft;return e.length===0?D:T`<div class="above files" role="list">
      ${e.map(e=>this.#a(e))}
    </div>`}#a(e){let{texts:t,language:n}=this.around;return T`<span class="chip" role="listitem">
      ${e.type.startsWith(`image/`)?T`<img alt="" ${Ct(e)} />`:T`<ha-icon icon="mdi:file-outline" aria-hidden="true"></ha-icon>`}
      <span class="about">
        <span class="cut">${e.name}</span>
        <span class="more">${z(e.size,n)}</span>
      </span>
      ${X({icon:`mdi:close`,label:t.remove_file,action:()=>{this.draft.files=this.draft.files.filter(t=>t!==e),this.error=``,this.requestUpdate(),this.#s?.focus()}})}
    </span>`}#o(){let{texts:e}=this.around,{limits:t}=this.room,n=mr(this.draft.text);return this.error||n>t.text_length?T`<div class="above error" role="alert">${this.error||e.too_long(t.text_length)}</div>`:n>t.text_length*yr?T`<div class="above count">${n} / ${t.text_length}</div>`:t.needs_file&&this.draft.files.length===0&&n>0?T`<div class="above count">${e.needs_file}</div>`:D}get#s(){return this.renderRoot.querySelector(`textarea`)}get#c(){return this.renderRoot.querySelector(`input`)}get#l(){let{text:e,files:t}=this.draft;return this.room.can_record&&!e&&t.length===0&&_r()}get#u(){let{text:e,files:t}=this.draft,{needs_file:n,text_length:r}=this.room.limits;return(t.length>0||e.trim()!==``&&!n)&&mr(e)<=r&&!this.isOffline}#d(){if(!this.#u)return;let{text:e,files:t,reply:n}=this.draft;F(this,`chat-rooms-send`,{text:e.trim(),files:t,voice:!1,reply_to:n?.message_id??null}),Object.assign(this.draft,{text:``,files:[],reply:null}),this.error=``,this.requestUpdate(),this.#s?.focus()}#f(){let e=this.#s;e&&(this.style.minHeight=`${this.offsetHeight}px`,e.style.height=`auto`,e.style.height=`${e.scrollHeight}px`,this.style.minHeight=``)}#p=e=>{this.draft.text=e.target.value,this.error=``,this.requestUpdate()};#m=e=>{let t=e.isComposing||e.keyCode===br;e.key===`Escape`&&!t&&this.draft.reply&&(e.stopPropagation(),this.draft.reply=null,this.requestUpdate());let n=e.shiftKey||e.altKey||Sr();e.key===`Enter`&&!t&&!n&&(e.preventDefault(),this.#d())};#h=e=>{let t=[...e.clipboardData?.files??[]],n=e.clipboardData?.types.includes(`text/plain`)===!0;t.length>0&&!n&&fr(this.room.limits)&&(e.preventDefault(),this.add(t))};#g=e=>{let t=e.target;this.add([...t.files??[]]),t.value=``};#_=()=>{this.draft.reply=null,this.isRecording=!1};#v=e=>{this.error=e.detail,this.isRecording=!1}};function Sr(){return window.matchMedia(`(hover: none) and (pointer: coarse)`).matches}var Cr=N(class extends P{constructor(){super(...arguments),this.key=D}render(e,t){return this.key=e,t}update(e,[t,n]){return t!==this.key&&(ot(e),this.key=t),n}}),wr=640,Tr=60,Er=class extends M{static{this.properties={around:{state:!0},pictures:{state:!0},index:{state:!0}}}#e;constructor(){super(),this.pictures=[],this.index=0}async open(e,t,n){this.around=e,this.pictures=t,this.index=n,await this.updateComplete,this.#o?.showModal()}render(){let{around:e}=this,t=this.pictures[this.index];if(!e||!t)return D;let{texts:n}=e;return T`<dialog
      aria-label=${t.attachment.name||n.kind_image}
      lang=${e.language}
      dir=${e.direction}
      @close=${this.#c}
      @keydown=${this.#l}
      @click=${this.#u}
      @touchstart=${this.#d}
      @touchend=${this.#f}
    >
      <div class="bar">
        ${this.#t(e,t)}
        ${this.#n(e,t)}
        ${Dr(`mdi:close`,n.close,()=>this.#o?.close())}
      </div>
      <div class="stage">${Cr(t.attachment,this.#r(e,t))}</div>
      ${this.#i(-1,n.previous)}${this.#i(1,n.next)}
    </dialog>`}#t(e,{message:t}){let{hass:n,texts:r}=e,{sent_at:i,text:a,sender:o,is_own:s}=t;return T`<div class="about">
      <span class="cut" dir="auto"><b>${s?r.you:o}</b> ${a}</span>
      <span class="when">${He(i,n,r)}, ${R(i,n)}</span>
    </div>`}#n(e,{attachment:t}){let{download:n}=e.texts;return T`<a
      class="tool"
      target="_blank"
      rel="noopener noreferrer"
      download=${t.name}
      aria-label=${n}
      title=${n}
      ${W(e,t.path,`href`)}
      ><ha-icon icon="mdi:download" aria-hidden="true"></ha-icon
    ></a>`}#r(e,{attachment:t}){let{path:n,name:r}=t;return T`<img
        class="small"
        alt=""
        ${W(e,G(n,wr))}
      />
      <img class="large" alt=${r} ${W(e,n)} />`}#i(e,t){return this.pictures[this.index+e]?Dr(e<0?`mdi:chevron-left`:`mdi:chevron-right`,t,()=>this.#a(e),e<0?`step back turn`:`step turn`):D}#a(e){this.pictures[this.index+e]&&(this.index+=e)}get#o(){return this.renderRoot.querySelector(`dialog`)}get#s(){return this.around?.direction===`rtl`?-1:1}#c=()=>{this.pictures=[]};#l=e=>{e.stopPropagation();let t={ArrowLeft:-1,ArrowRight:1}[e.key];t&&this.#a(t*this.#s)};#u=e=>{e.target.matches(`dialog, .stage`)&&this.#o?.close()};#d=e=>{this.#e=e.touches.length===1?e.touches[0]?.clientX:void 0};#f=e=>{let t=(e.changedTouches[0]?.clientX??0)-(this.#e??NaN);Math.abs(t)>Tr&&this.#a((t<0?1:-1)*this.#s),this.#e=void 0};static{this.styles=[Q,o`
      dialog {
        position: fixed;
        inset: 0;
        width: 100%;
        height: 100%;
        max-width: none;
        max-height: none;
        margin: 0;
        padding: 0;
        border: none;
        overflow: hidden;
        background: rgb(12 12 14 / 97%);
        color: #fff;
        --chat-soft: #fff;
        --chat-ink: #fff;
      }
      dialog::backdrop {
        background: none;
      }
      .bar {
        position: absolute;
        inset-block-start: 0;
        inset-inline: 0;
        z-index: 1;
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 8px 8px 8px 16px;
        padding-block-start: calc(8px + env(safe-area-inset-top, 0px));
        background: linear-gradient(rgb(0 0 0 / 55%), transparent);
      }
      .about {
        flex: 1;
        display: grid;
        min-width: 0;
      }
      .when {
        font-size: var(--ha-font-size-s, 12px);
        opacity: 0.8;
      }
      .stage {
        position: absolute;
        inset: 64px 0 24px;
      }
      .stage img {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: contain;
        pointer-events: none;
      }
      .small {
        filter: blur(6px);
      }
      .large {
        opacity: 0;
      }
      .large[data-state="loaded"] {
        opacity: 1;
      }
      .small:has(~ .large[data-state="loaded"]) {
        display: none;
      }
      .small:has(~ .large[data-state="failed"]) {
        filter: none;
      }
      .step {
        position: absolute;
        inset-block-start: calc(50% - 24px);
        inset-inline-end: 12px;
        width: 48px;
        height: 48px;
        background: rgb(0 0 0 / 40%);
        --mdc-icon-size: 32px;
      }
      .step.back {
        inset-inline: 12px auto;
      }
      :is(a, button):focus-visible {
        outline-color: #fff;
      }
    `]}};function Dr(e,t,n,r=``){return T`<button
    class="tool ${r}"
    type="button"
    aria-label=${t}
    title=${t}
    @click=${n}
  >
    <ha-icon icon=${e} aria-hidden="true"></ha-icon>
  </button>`}var Or=(e,t,n)=>{let r=new Map;for(let i=t;i<=n;i++)r.set(e[i],i);return r},kr=N(class extends P{constructor(e){if(super(e),e.type!==Pe.CHILD)throw Error(`repeat() can only be used in text expressions`)}dt(e,t,n){let r;n===void 0?n=t:t!==void 0&&(r=t);let i=[],a=[],o=0;for(let t of e)i[o]=r?r(t,o):o,a[o]=n(t,o),o++;return{values:a,keys:i}}render(e,t,n){return this.dt(e,t,n).values}update(e,[t,n,r]){let i=st(e),{values:a,keys:o}=this.dt(t,n,r);if(!Array.isArray(i))return this.ut=o,a;let s=this.ut??=[],c=[],l,u,d=0,f=i.length-1,p=0,m=a.length-1;for(;d<=f&&p<=m;)if(i[d]===null)d++;else if(i[f]===null)f--;else if(s[d]===o[p])c[p]=V(i[d],a[p]),d++,p++;else if(s[f]===o[m])c[m]=V(i[f],a[m]),f--,m--;else if(s[d]===o[m])c[m]=V(i[d],a[m]),B(e,c[m+1],i[d]),d++,m--;else if(s[f]===o[p])c[p]=V(i[f],a[p]),B(e,i[d],i[f]),f--,p++;else if(l===void 0&&(l=Or(o,p,m),u=Or(s,d,f)),l.has(s[d])){if(l.has(s[f])){let t=u.get(o[p]),n=t===void 0?null:i[t];if(n===null){let t=B(e,i[d]);V(t,a[p]),c[p]=t}else c[p]=V(n,a[p]),B(e,i[d],n),i[t]=null;p++}else ct(i[f]),f--}else ct(i[d]),d++;for(;p<=m;){let t=B(e,c[m+1]);V(t,a[p]),c[p++]=t}for(;d<=f;){let e=i[d++];e!==null&&ct(e)}return this.ut=o,ot(e,c),E}}),Ar=o`
  :host {
    display: block;
    position: relative;
    min-height: 0;
    flex: 1;
    container-type: inline-size;
  }
  .list {
    position: absolute;
    inset: 0;
    overflow: hidden auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: color-mix(in srgb, var(--chat-ink) 25%, transparent) transparent;
    outline-offset: -2px !important;
  }
  .all {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    min-height: 100%;
  }
  .edge {
    display: grid;
    place-items: center;
    flex: none;
    min-height: 40px;
  }
  .edge.end {
    min-height: 10px;
  }
  .date {
    position: sticky;
    inset-block-start: 8px;
    z-index: 1;
    display: grid;
    justify-items: center;
    margin-block: 14px 6px;
    pointer-events: none;
  }
  .date span {
    padding: 2px 12px;
    border-radius: 14px;
    transition: opacity 300ms;
    border: 1px solid var(--chat-line);
    background: color-mix(in srgb, var(--chat-surface) 94%, transparent);
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 18px;
  }
  /* Over messages the day is only shown while one scrolls. */
  .list:not([moving]) .date[stuck] span {
    opacity: 0;
  }
  .unread {
    display: flex;
    align-items: center;
    gap: 12px;
    margin: 14px 16px 6px;
    color: var(--chat-link);
    font-size: var(--ha-font-size-s, 12px);
    font-weight: var(--ha-font-weight-medium, 500);
  }
  .unread::before,
  .unread::after {
    content: "";
    flex: 1;
    height: 1px;
    background: color-mix(in srgb, var(--chat-accent) 55%, transparent);
  }
  .empty {
    margin: auto;
    padding: 24px;
    color: var(--chat-soft);
    text-align: center;
  }
  .newest {
    position: absolute;
    inset-block-end: 12px;
    inset-inline-end: 16px;
    z-index: 2;
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: var(--chat-surface);
    border: 1px solid var(--chat-line);
    box-shadow: 0 2px 8px rgb(0 0 0 / 22%);
    color: var(--chat-soft);
    --mdc-icon-size: 24px;
  }
  .newest .badge {
    position: absolute;
    inset-block-start: -9px;
    inset-inline-end: -4px;
  }
`,jr=1e3,Mr=class{#e;#t;#n;#r;#i;#a;constructor(e,t,n){this.#r=!1,this.#i=null,this.look=()=>{this.#c?this.#a===void 0&&this.#e()&&(document.hasFocus()?this.#t():this.#a=setTimeout(this.#s,jr)):(clearTimeout(this.#a),this.#a=void 0)},this.#o=()=>{document.visibilityState===`visible`&&this.#e()&&this.#n(),this.look()},this.#s=()=>{this.#a=void 0,this.#c&&this.#e()&&this.#t()},this.#e=e,this.#t=t,this.#n=n}start(e){this.#i=new IntersectionObserver(e=>{this.#r=e.at(-1)?.isIntersecting??!1,this.look()}),this.#i.observe(e),document.addEventListener(`visibilitychange`,this.#o),window.addEventListener(`focus`,this.look)}stop(){this.#i?.disconnect(),this.#i=null,this.#r=!1,clearTimeout(this.#a),document.removeEventListener(`visibilitychange`,this.#o),window.removeEventListener(`focus`,this.look)}#o;#s;get#c(){return this.#r&&document.visibilityState===`visible`}},Nr=48,Pr=class{#e;#t;#n;#r;constructor(e,t){this.isAtEnd=!0,this.#n=[],this.#r=0,this.#e=e,this.#t=t}note(){let{top:e,bottom:t}=this.#e.getBoundingClientRect();this.#n=[];for(let n of this.#t()){let r=n.getBoundingClientRect();if(r.top>t)break;r.bottom>e&&this.#n.push({element:n,top:r.top-e})}this.#n.sort((e,t)=>Number(e.top<0)-Number(t.top<0))}scrolled(){let{scrollTop:e}=this.#e;this.#i()<Nr?this.isAtEnd=!0:e<this.#r-1&&(this.isAtEnd=!1),this.#r=e,this.note()}settle(){let e=this.#e;if(this.isAtEnd){this.#i()>=1&&(e.scrollTop=e.scrollHeight),this.#r=e.scrollTop;return}let t=this.#n.find(({element:e})=>e.isConnected);if(t){let{top:n}=e.getBoundingClientRect(),r=t.element.getBoundingClientRect().top-n-t.top;Math.abs(r)>=1&&(e.scrollTop+=r)}this.#r=e.scrollTop}show(e,t){let n=this.#e,{top:r}=n.getBoundingClientRect();n.scrollTop+=e.getBoundingClientRect().top-r-t,this.scrolled()}#i(){let{scrollHeight:e,scrollTop:t,clientHeight:n}=this.#e;return e-t-n}},Fr=`chat-rooms-bubble`,Ir=56,Lr=72,Rr=12,zr=1200,Br=class extends M{static{this.properties={around:{attribute:!1},session:{attribute:!1},canReply:{attribute:!1},marksRead:{attribute:!1},isAway:{state:!0},current:{state:!0},chosen:{state:!0}}}static{this.styles=[Q,Ar]}#e;#t;#n=!1;#r=0;#i;#a;#o=new ResizeObserver(()=>this.#v());#s=new Mr(()=>this.#h,()=>this.session.markRead(),()=>this.session.reopen());connectedCallback(){super.connectedCallback(),this.hasUpdated&&this.#g()}disconnectedCallback(){super.disconnectedCallback(),this.#o.disconnect(),clearTimeout(this.#i),this.#s.stop(),this.#t=void 0}firstUpdated(){this.#e=new Pr(this.#f,()=>this.#p),this.#g()}update(e){e.has(`session`)?(this.current=null,this.chosen=null,this.#t=void 0):this.#n&&this.#e?.note(),this.#n=!1,super.update(e)}async updated(){let{session:e}=this;await Promise.all([...this.#p].map(e=>e.updateComplete)),this.#n||!this.isConnected||e!==this.session||(this.#n=!0,this.#t!==e&&e.messages.length>0&&(this.#t=e,this.#_()),this.#v(),this.#x(),e.messages[0]?.message_id!==this.#a&&this.#S(0))}async toNewest(){await this.session.toNewest(),this.#e&&(this.#e.isAtEnd=!0),this.requestUpdate()}render(){let{around:e,session:t}=this,{texts:n}=e,{messages:r,pending:i,unreadFrom:a,loading:o}=t,s=Vt(e,r,i,a);return T`<div
        class="list"
        role="log"
        tabindex="0"
        aria-label=${n.messages_in(t.room?.name??``)}
        aria-live=${o===`older`?`off`:`polite`}
        aria-busy=${o?`true`:`false`}
        @scroll=${this.#y}
        @keydown=${this.#E}
        @click=${this.#D}
        @focusin=${this.#T}
        @chat-rooms-jump=${e=>this.#C(e.detail)}
        @chat-rooms-picture=${this.#w}
      >
        <div class="all">
          <div class="edge">${o===`older`?Z(n):D}</div>
          ${this.#m?T`<p class="empty">${n.no_messages}</p>`:D}
          ${kr(s,e=>e.key,e=>this.#c(e))}
          <div class="edge end">${o===`newer`?Z(n):D}</div>
        </div>
      </div>
      ${this.#d()}
      <chat-rooms-lightbox></chat-rooms-lightbox>`}#c(e){return T`<section class="day">
      <div class="date"><span>${e.label}</span></div>
      ${kr(e.entries,e=>e.key,e=>this.#l(e))}
    </section>`}#l(e){let{around:t,session:n,canReply:r}=this,{key:i,message:a,pending:o,isFirst:s,isLast:c,isUnreadFrom:l}=e,u=(a??o)?.reply_to,d=u?n.quoted(u):void 0,f=i===(this.current??n.messages.at(-1)?.message_id);return T`${l?T`<div class="unread" role="separator" aria-label=${t.texts.new_messages}>
            <span>${t.texts.new_messages}</span>
          </div>`:D}<chat-rooms-bubble
        role="article"
        tabindex=${f?0:-1}
        data-key=${i}
        aria-label=${this.#u(e)}
        ?chosen=${i===this.chosen}
        .around=${t}
        .message=${a}
        .pending=${o}
        .quoted=${d}
        .isFirst=${s}
        .isLast=${c}
        .canReply=${r}
      ></chat-rooms-bubble>`}#u({message:e,pending:t}){let{hass:n,texts:r}=this.around,i=(e??t)?.sent_at??``;return`${e&&!e.is_own?e.sender:r.you}, ${R(i,n)}`}#d(){let{texts:e}=this.around,{unreadBelow:t,hasNewer:n}=this.session;return!this.isAway&&!n?D:T`<button
      class="newest"
      type="button"
      aria-label=${e.to_newest}
      title=${e.to_newest}
      @click=${()=>this.toNewest()}
    >
      <ha-icon icon="mdi:chevron-down" aria-hidden="true"></ha-icon>
      ${Yt(e,t)}
    </button>`}get#f(){return this.renderRoot.querySelector(`.list`)}get#p(){return this.renderRoot.querySelectorAll(Fr)}get#m(){let{status:e,messages:t,pending:n,hasOlder:r,error:i}=this.session;return t.length===0&&n.length===0&&e===`ready`&&!r&&!i}get#h(){let{room:e,messages:t,hasNewer:n}=this.session;return!this.marksRead||n||!this.#e?.isAtEnd?!1:(e?.unread??0)>0||t.some(e=>e.unread)}#g(){this.#o.observe(this.#f),this.#o.observe(this.renderRoot.querySelector(`.all`)),this.#s.start(this.renderRoot.querySelector(`.end`))}#_(){let e=this.renderRoot.querySelector(`.unread`),t=this.#e;t.isAtEnd=!0,t.settle(),e&&t.show(e,Ir),this.#x()}#v(){this.#e?.settle()}#y=()=>{let{scrollTop:e}=this.#f,t=e-this.#r;this.#r=e,this.#e?.scrolled(),this.#x(),this.#S(t),this.#b()};#b(){let e=this.#f,{top:t}=e.getBoundingClientRect();for(let e of this.renderRoot.querySelectorAll(`.date`)){let n=e.getBoundingClientRect().top-t;e.toggleAttribute(`stuck`,n<Rr)}e.toggleAttribute(`moving`,!0),clearTimeout(this.#i);let n=()=>e.removeAttribute(`moving`);this.#i=setTimeout(n,zr)}#x(){let e=this.#e;this.session.hasNewer&&(e.isAtEnd=!1),this.isAway=!e.isAtEnd,this.session.setAtEnd(e.isAtEnd),this.#s.look()}#S(e){let{session:t}=this,{scrollTop:n,scrollHeight:r,clientHeight:i}=this.#f;if(t.loading||i===0)return;let a=r-n-i;(e<0||e===0&&!t.hasNewer)&&t.hasOlder&&n<i?(this.#a=t.messages[0]?.message_id,t.loadOlder()):e>0&&t.hasNewer&&a<i&&t.loadNewer()}#C(e){let t=[...this.#p].find(({dataset:t})=>t.key===e);t&&(this.#e?.show(t,Lr),this.current=e,t.focus({preventScroll:!0}),t.toggleAttribute(`flash`,!0),t.addEventListener(`animationend`,()=>t.removeAttribute(`flash`),{once:!0}))}#w=e=>{let t=this.session.messages.flatMap(e=>e.deleted?[]:e.attachments.filter(q).map(t=>({message:e,attachment:t}))),{attachment:n}=e.detail,r=t.findIndex(e=>e.attachment===n);this.renderRoot.querySelector(`chat-rooms-lightbox`).open(this.around,t,Math.max(0,r))};#T=e=>{let t=Vr(e.target);t&&(this.current=t)};#E=e=>{let t={ArrowUp:-1,ArrowDown:1}[e.key],n=e.target.matches(Fr);if(!t||!n||e.composedPath()[0]!==e.target)return;let r=[...this.#p],i=r[r.indexOf(e.target)+t];i&&(e.preventDefault(),i.focus())};#D=e=>{if(!e.composedPath().some(e=>e instanceof Element&&e.matches(`a, button, audio, video`))&&window.matchMedia(`(hover: none)`).matches){let t=Vr(e.target);this.chosen=t===this.chosen?null:t}}};function Vr(e){return e.closest(Fr)?.dataset.key??null}var Hr=class extends M{static{this.properties={around:{attribute:!1},session:{attribute:!1},heading:{attribute:!1},open:{attribute:!1}}}focusRoom(e){[...this.renderRoot.querySelectorAll(`button`)].find(({dataset:t})=>t.entity===e)?.focus()}render(){let{texts:e}=this.around,{rooms:t}=this.session,n=t.some(({status:e})=>e===`disconnected`);return T`
      ${this.heading?T`<h2 class="cut" dir="auto">${this.heading}</h2>`:D}
      ${n?T`<div class="banner" role="status">${e.reconnecting}</div>`:D}
      <ul aria-label=${e.rooms}>
        ${kr(t,({entity_id:e})=>e,e=>T`<li>${this.#e(e)}</li>`)}
      </ul>
    `}#e({entity_id:e,status:t,room:n}){let{texts:r}=this.around;if(!n||t===`gone`||t===`not_found`){let i=t===`gone`||t===`not_found`;return T`<div class="item lost">
        ${i?T`<span class="avatar none"></span>`:Z(r)}
        <span class="about">
          <span class="cut">${n?.name??e}</span>
          ${i?T`<span class="said">${r[t]}</span>`:D}
          ${t===`unavailable`?T`<span class="said">${r.unavailable}</span>`:D}
        </span>
      </div>`}return this.#t(e,n)}#t(e,t){let{around:n}=this,{texts:r}=n,{last:i,unread:a,muted:o,in_call:s}=t;return T`<button
      class="item ${a?`unread`:``}"
      type="button"
      data-entity=${e}
      aria-current=${e===this.open?`true`:`false`}
      @click=${()=>F(this,`chat-rooms-room`,e)}
    >
      ${Ft(n,{id:t.room_id,name:t.name,path:t.avatar})}
      <span class="about">
        <span class="line">
          <span class="name cut" dir="auto">${t.name}</span>
          ${s?Wr(`mdi:phone-in-talk`,r.in_call):D}
          ${o?Wr(`mdi:bell-off-outline`,r.muted):D}
          ${i?T`<time datetime=${i.sent_at}
                >${We(i.sent_at,n.hass,r)}</time
              >`:D}
        </span>
        <span class="line">
          <span class="said cut" dir="auto">${i?Ur(i,n):r.no_messages}</span>
          ${Yt(r,a??0)}
        </span>
      </span>
    </button>`}static{this.styles=[Q,It,o`
      :host {
        display: flex;
        flex-direction: column;
        height: 100%;
        min-height: 0;
        --avatar: 46px;
      }
      h2 {
        flex: none;
        margin: 0;
        padding: 14px 16px 8px;
        font-size: var(--ha-font-size-xl, 20px);
        font-weight: var(--ha-font-weight-medium, 500);
        line-height: 1.3;
      }
      .banner {
        padding: 5px 14px;
        background: var(--chat-theirs);
        font-size: var(--ha-font-size-s, 12px);
        text-align: center;
      }
      ul {
        flex: 1;
        min-height: 0;
        margin: 0;
        padding: 6px;
        list-style: none;
        overflow-y: auto;
        overscroll-behavior: contain;
        scrollbar-width: thin;
      }
      .item {
        display: flex;
        align-items: center;
        gap: 12px;
        width: 100%;
        padding: 8px 10px;
        border-radius: 12px;
        text-align: start;
      }
      .item:focus-visible {
        outline-offset: -2px;
      }
      .item[aria-current="true"] {
        background: var(--chat-own);
      }
      .about {
        flex: 1;
        display: grid;
        gap: 2px;
        min-width: 0;
      }
      .line {
        display: flex;
        align-items: center;
        gap: 6px;
        min-width: 0;
        min-height: 20px;
      }
      .name {
        font-weight: var(--ha-font-weight-medium, 500);
        flex: 0 1 auto;
      }
      .said {
        flex: 1;
        color: var(--chat-soft);
        font-size: var(--ha-font-size-s, 12px);
        line-height: 1.4;
      }
      .unread .said {
        color: var(--chat-ink);
      }
      time {
        flex: none;
        margin-inline-start: auto;
        color: var(--chat-soft);
        font-size: 11px;
        font-variant-numeric: tabular-nums;
      }
      .unread time {
        color: var(--chat-link);
      }
      .sign {
        flex: none;
        color: var(--chat-soft);
        --mdc-icon-size: 15px;
      }
      .avatar.none {
        background: var(--chat-theirs);
      }
      .lost {
        color: var(--chat-soft);
      }
      @media (hover: hover) {
        button.item:not([aria-current="true"]):hover {
          background: color-mix(in srgb, var(--chat-ink) 6%, transparent);
        }
      }
    `]}};function Ur(e,{texts:t}){let n=et(e,t);if(e.kind===`system`||e.kind===`sensor`)return n;let r=e.is_own?t.you:e.sender;return r?`${r}: ${n}`:n}function Wr(e,t){return T`<ha-icon class="sign" icon=${e} role="img" aria-label=${t} title=${t}></ha-icon>`}var Gr=new Map;function Kr(e){let t=Gr.get(e);return t||(t={text:``,files:[],reply:null},Gr.set(e,t)),t}var qr=o`
  :host {
    display: block;
    height: 100%;
    min-height: 0;
  }
  .room {
    position: relative;
    display: flex;
    flex-direction: column;
    height: 100%;
    overflow: hidden;
  }
  header {
    flex: none;
    display: flex;
    align-items: center;
    gap: 10px;
    min-height: 56px;
    padding: 8px 14px;
    border-block-end: 1px solid var(--chat-line);
    --avatar: 38px;
  }
  header .back.tool {
    display: var(--chat-back, inline-grid);
    margin-inline: -8px -6px;
  }
  .avatar.none {
    background: var(--chat-theirs);
  }
  .names {
    flex: 1;
    display: grid;
    min-width: 0;
  }
  h2 {
    margin: 0;
    font-size: var(--ha-font-size-l, 16px);
    font-weight: var(--ha-font-weight-medium, 500);
    line-height: 1.35;
  }
  .under {
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.35;
  }
  .sign {
    flex: none;
    color: var(--chat-soft);
    --mdc-icon-size: 20px;
  }
  .sign.call {
    color: var(--success-color, #43a047);
  }
  .banner {
    flex: none;
    display: flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    padding: 5px 14px;
    background: var(--chat-theirs);
    font-size: var(--ha-font-size-s, 12px);
    line-height: 1.5;
  }
  .banner .spinner {
    width: 14px;
    height: 14px;
    border-width: 2px;
    vertical-align: middle;
  }
  .banner.error,
  .alert.plain.error {
    color: var(--chat-error);
  }
  .banner button {
    font-weight: var(--ha-font-weight-bold, 700);
    text-decoration: underline;
    text-underline-offset: 2px;
  }
  .alert {
    flex: none;
    display: block;
    font-size: var(--ha-font-size-s, 12px);
  }
  .alert.plain {
    padding: 6px 14px;
    background: var(--chat-theirs);
    text-align: center;
  }
  .instead {
    flex: 1;
    display: grid;
    place-content: center;
    justify-items: center;
    gap: 8px;
    padding: 24px;
    color: var(--chat-soft);
    text-align: center;
    --mdc-icon-size: 40px;
  }
  .instead p {
    margin: 0;
    max-width: 34ch;
  }
  .read-only {
    flex: none;
    margin: 0;
    padding: 12px 16px;
    border-block-start: 1px solid var(--chat-line);
    color: var(--chat-soft);
    font-size: var(--ha-font-size-s, 12px);
    text-align: center;
  }
  .drop {
    position: absolute;
    inset: 8px;
    z-index: 3;
    display: grid;
    place-items: center;
    border: 2px dashed var(--chat-accent);
    border-radius: 12px;
    background: color-mix(in srgb, var(--chat-surface) 80%, transparent);
    color: var(--chat-link);
    pointer-events: none;
    --mdc-icon-size: 48px;
  }
`,Jr=class extends M{static{this.properties={around:{attribute:!1},config:{attribute:!1},entityId:{attribute:!1},session:{attribute:!1},isPreview:{attribute:!1},hasBack:{attribute:!1},isDropping:{state:!0}}}static{this.styles=[Q,It,qr]}changed(){this.requestUpdate(),this.#o?.requestUpdate()}render(){let{room:e}=this.session;return T`<div
      class="room"
      @dragover=${this.#l}
      @dragleave=${this.#u}
      @drop=${this.#d}
    >
      ${this.#e(e)} ${this.#t(e)} ${this.#n(e)}
      ${e?this.#r(e):D}
      ${this.isDropping?T`<div class="drop"><ha-icon icon="mdi:paperclip"></ha-icon></div>`:D}
    </div>`}#e(e){let{around:t,config:n,entityId:r,hasBack:i}=this,{texts:a}=t,o=(i?``:n.title)||e?.name||``;return T`<header>
      ${i?X({icon:`mdi:arrow-left`,label:a.back,action:()=>F(this,`chat-rooms-back`,null),look:`back turn`}):D}
      ${e?Ft(t,{id:e.room_id,name:e.name,path:e.avatar}):T`<span class="avatar none"></span>`}
      <div class="names">
        <h2 class="cut" dir="auto">${o||r}</h2>
        <span class="under cut" dir="auto">${e?Yr(e):D}</span>
      </div>
      ${e?.in_call?Xr(`mdi:phone-in-talk`,a.in_call,`call`):D}
      ${e?.muted?Xr(`mdi:bell-off-outline`,a.muted):D}
      ${Yt(a,e?.unread??0)}
    </header>`}#t(e){let{texts:t}=this.around,{status:n,error:r}=this.session;return n===`disconnected`?T`<div class="banner" role="status">
        ${Z(t,`tiny`)}<span>${t.reconnecting}</span>
      </div>`:n===`unavailable`?Jt(`warning`,t.unavailable):r?T`<div class="banner error" role="alert">
        <span>${r}</span>
        <button type="button" @click=${()=>this.session.reload()}>
          ${t.try_again}
        </button>
      </div>`:n===`ready`&&e&&!e.available?Jt(`warning`,t.service_down):D}#n(e){let{around:t,session:n,config:r}=this,{texts:i}=t,{status:a,error:o}=n;if(a===`gone`||a===`not_found`)return T`<div class="instead">
        <ha-icon icon="mdi:message-off-outline" aria-hidden="true"></ha-icon>
        <p>${i[a]}</p>
      </div>`;let s=n.messages.length>0||n.pending.length>0,c=a===`loading`&&!o;return c||a!==`ready`&&!s?T`<div class="instead">${c?Z(i):D}</div>`:T`<chat-rooms-messages
      .around=${t}
      .session=${n}
      .canReply=${this.#i(e)&&e?.features.includes(`reply`)===!0}
      .marksRead=${r.mark_read!==!1&&!this.isPreview&&e?.can_control===!0&&e.features.includes(`mark_as_read`)}
      @chat-rooms-reply=${e=>this.#s?.reply(e.detail)}
      @chat-rooms-retry=${e=>n.retry(e.detail)}
      @chat-rooms-discard=${e=>n.discard(e.detail)}
    ></chat-rooms-messages>`}#r(e){let{around:t,config:n,session:r}=this,{status:i}=r;if(n.show_input===!1||i===`gone`||i===`not_found`)return D;if(!this.#i(e)){let{read_only:n,no_control:r}=t.texts;return T`<p class="read-only">${e.can_control?n:r}</p>`}return T`<chat-rooms-composer
      .around=${t}
      .room=${e}
      .draft=${Kr(this.entityId)}
      .isOffline=${i!==`ready`}
      @chat-rooms-send=${e=>this.#a(e.detail)}
    ></chat-rooms-composer>`}#i(e){return this.config.show_input!==!1&&e?.can_send===!0&&e.can_control}#a({text:e,files:t,voice:n,reply_to:r}){let{session:i}=this,[a=null,...o]=t;i.send({text:e,file:a,voice:n,reply_to:r});for(let e of o)i.send({text:``,file:e,voice:!1,reply_to:null});this.#o?.toNewest()}get#o(){return this.renderRoot?.querySelector(`chat-rooms-messages`)??null}get#s(){return this.renderRoot.querySelector(`chat-rooms-composer`)}#c(e){let{room:t}=this.session;return e.dataTransfer?.types.includes(`Files`)===!0&&this.#i(t)&&t!==null&&fr(t.limits)}#l=e=>{this.#c(e)&&(e.preventDefault(),this.isDropping=!0)};#u=e=>{e.currentTarget.contains(e.relatedTarget)||(this.isDropping=!1)};#d=e=>{this.isDropping=!1,this.#c(e)&&(e.preventDefault(),this.#s?.add(e.dataTransfer?.files??[]))}};function Yr({service:e,account:t}){return t.startsWith(e)?t:`${e} · ${t}`}function Xr(e,t,n=``){return T`<ha-icon
    class="sign ${n}"
    icon=${e}
    role="img"
    aria-label=${t}
    title=${t}
  ></ha-icon>`}var Zr=500,Qr=class extends M{static{this.properties={around:{attribute:!1},limits:{attribute:!1},replyTo:{attribute:!1},seconds:{state:!0},isStarted:{state:!0}}}#e;#t;constructor(){super(),this.seconds=0,this.isStarted=!1,this.replyTo=null}connectedCallback(){super.connectedCallback(),this.#n()}disconnectedCallback(){super.disconnectedCallback(),this.#a()}render(){let{texts:e}=this.around;return T`
      ${X({icon:`mdi:trash-can-outline`,label:e.cancel,action:()=>this.#i()})}
      <span class="state" role="timer" aria-label=${e.recording}>
        <span class="dot"></span>
        <span class="time">${qe(this.seconds)}</span>
        <span class="cut">${e.recording}</span>
      </span>
      ${X({icon:`mdi:send`,label:e.send,action:()=>this.#r(),isDisabled:!this.isStarted,look:`send turn`})}
    `}async#n(){let e=new vr;this.#e=e;try{await e.start()}catch{this.#i(this.around.texts.no_microphone);return}this.#e===e&&(this.isStarted=!0,this.#t=setInterval(()=>{this.seconds=Math.floor((Date.now()-e.startedAt)/1e3)},Zr),await this.updateComplete,this.renderRoot.querySelector(`.send`)?.focus())}async#r(){let e=this.#e;if(this.#e=void 0,clearInterval(this.#t),!e)return;let t=await e.stop(),{file_size:n}=this.limits;n>0&&t.size>n?this.#i(this.around.texts.too_large(z(n,this.around.language))):F(this,`chat-rooms-send`,{text:``,files:[t],voice:!0,reply_to:this.replyTo})}#i(e=``){this.#a(),this.dispatchEvent(new CustomEvent(`chat-rooms-voice-end`,{detail:e}))}#a(){clearInterval(this.#t),this.#e?.cancel(),this.#e=void 0}static{this.styles=[Q,o`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        padding: 8px;
      }
      .state {
        flex: 1;
        display: flex;
        align-items: center;
        gap: 10px;
        min-width: 0;
      }
      .dot {
        flex: none;
        width: 12px;
        height: 12px;
        border-radius: 50%;
        background: var(--error-color, #db4437);
        animation: breathe 1.4s ease-in-out infinite alternate;
      }
      .time {
        font-variant-numeric: tabular-nums;
      }
      .state .cut {
        color: var(--chat-soft);
      }
      .send {
        color: var(--chat-link);
      }
      @keyframes breathe {
        to {
          opacity: 0.25;
        }
      }
    `]}},$r=[[`chat-rooms-bubble`,mn],[`chat-rooms-composer`,xr],[`chat-rooms-lightbox`,Er],[`chat-rooms-list`,Hr],[`chat-rooms-messages`,Br],[`chat-rooms-room`,Jr],[`chat-rooms-voice`,Qr],[Sn,cr]];if(!customElements.get(`chat-rooms-card`)){for(let[e,t]of $r)customElements.define(e,t);let{card_name:e,card_description:t}=$(Dn());window.customCards??=[],window.customCards.push({type:Sn,name:e,description:t,preview:!0,documentationURL:`https://github.com/chat-rooms/chat-rooms-home-assistant`,getEntitySuggestion:Pn})}